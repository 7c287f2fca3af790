// PyTorch's .pt and .pth files, since version 1.6: a zip archive with a pickle, NAME/data.pkl, that says what
// there is, and an entry NAME/data/KEY for each array. Read without PyTorch, whose own C++ reader rejects files
// that were written as plain state dictionaries.
#pragma once

#include <memory>
#include <string>

#include "native/io/weights_file.h"

namespace orrery {

/// Every dictionary with tensors in what was saved, however deep (at most 64 levels), each once. Tensors that
/// were saved from another device lie in the same form. Throws bad input with one line: see native/io/pickle.h
/// for what is refused.
std::unique_ptr<WeightsFile> read_torch_archive(std::string content, const std::string& source);

}  // namespace orrery
