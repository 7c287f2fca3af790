// The form of a run description as JSON Schema, draft 7, made from core's one list of fields.
#pragma once

#include "native/io/strict_json.h"

namespace orrery {

/// The list itself: [{path, type, default, help, minimum, exclusive, maximum, choices, live}].
Json field_list();

/// A document is valid when each field alone is; what fields must be together (a list's length) only reading
/// it tells.
Json json_schema();

}  // namespace orrery
