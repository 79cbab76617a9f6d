// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace detox {

struct SourceFile {
    std::string path;  ///< relative to the repository's root, with '/'
    std::vector<std::string> lines;
};

/// Every .h, .cpp and CMakeLists.txt below core, ui and app.
[[nodiscard]] const std::vector<SourceFile>& sourceTree();

/// What `#include "…"` or `#include <…>` names; empty for another line.
[[nodiscard]] std::string includedBy(const std::string& line);

}  // namespace detox
