// site/data: one folder a figure and manifest.json, which says of each file how it was made, its size and its
// hash.
#pragma once

#include <filesystem>
#include <string>

#include "native/site_data/figure.h"

namespace orrery {

/// Makes the figure's files below `folder` and brings manifest.json up to date, other figures' rows
/// untouched. Its finished parts are kept until remove_parts (finished_parts.h), the figure's whole data among them. Where the numbers are those that are there already, made by the same command and versions, the
/// files and their date stay. Returns whether anything changed.
bool write_figure(const std::filesystem::path& folder, const Figure& figure, FigureOptions options);

}  // namespace orrery
