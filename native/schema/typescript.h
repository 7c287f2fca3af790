// The same list of fields as TypeScript, committed as web/src/run_spec.generated.ts: a type for each path,
// and the list as data for forms and URLs where no engine runs yet.
#pragma once

#include <string>

namespace orrery {

std::string typescript_declarations();

}  // namespace orrery
