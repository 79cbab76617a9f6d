// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/source_tree.h"

#include <filesystem>
#include <fstream>
#include <regex>

namespace detox {
namespace {

namespace fs = std::filesystem;

std::vector<SourceFile> readTree() {
    const fs::path root = DETOX_SOURCE_TREE;
    std::vector<SourceFile> files;
    for (const char* top : {"core", "ui", "app"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const fs::path& path = entry.path();
            const bool isSource = path.extension() == ".h" || path.extension() == ".cpp";
            if (!entry.is_regular_file() || (!isSource && path.filename() != "CMakeLists.txt")) continue;
            SourceFile file{fs::relative(path, root).generic_string(), {}};
            std::ifstream in(path);
            for (std::string line; std::getline(in, line);) file.lines.push_back(line);
            files.push_back(std::move(file));
        }
    }
    return files;
}

}  // namespace

const std::vector<SourceFile>& sourceTree() {
    static const std::vector<SourceFile> tree = readTree();
    return tree;
}

std::string includedBy(const std::string& line) {
    static const std::regex pattern(R"re(^\s*#\s*include\s*["<]([^">]+)[">])re");
    std::smatch match;
    return std::regex_search(line, match, pattern) ? match[1].str() : std::string();
}

}  // namespace detox
