// SPDX-License-Identifier: GPL-3.0-or-later
// The order of core/README.md, held by reading every #include and every link line.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/lint/source_tree.h"

namespace detox {
namespace {

constexpr std::array<std::string_view, 15> kOrder{"util",    "config", "api",         "checkpoint", "text",
                                                  "prompts", "hub",    "storage",     "models",     "generation",
                                                  "reward",  "ppo",    "distributed", "evaluation", "training"};
constexpr std::string_view kFirstWithTorch = "models";

std::optional<std::size_t> rank(std::string_view folder) {
    const auto found = std::find(kOrder.begin(), kOrder.end(), folder);
    return found == kOrder.end() ? std::nullopt : std::optional<std::size_t>(found - kOrder.begin());
}

/// "core/text/bpe.h" → "text"; empty outside core or directly in it.
std::string coreFolder(const std::string& path) {
    if (!path.starts_with("core/")) return {};
    const std::size_t end = path.find('/', 5);
    return end == std::string::npos ? std::string() : path.substr(5, end - 5);
}

bool isTorch(const std::string& include) {
    return include.starts_with("torch/") || include.starts_with("ATen/") || include.starts_with("c10/");
}

bool isQt(const std::string& include) {
    return std::regex_match(include, std::regex("Qt?[A-Z].*|qcustomplot\\.h"));
}

bool mayUseTorch(const SourceFile& file) {
    if (file.path == "core/engine.cpp") return true;
    const auto folder = rank(coreFolder(file.path));
    return folder && *folder >= *rank(kFirstWithTorch);
}

bool mayUseQt(const SourceFile& file) {
    return file.path.starts_with("ui/") || file.path.starts_with("app/studio/");
}

void checkInclude(const SourceFile& file, const std::string& include) {
    SCOPED_TRACE(file.path + " includes " + include);
    EXPECT_NE(include, "torch/torch.h") << "per-op headers compile several times faster";
    EXPECT_TRUE(!isTorch(include) || mayUseTorch(file));
    EXPECT_TRUE(!isQt(include) || mayUseQt(file));
    const auto from = rank(coreFolder(file.path));
    const auto to = rank(coreFolder(include));
    EXPECT_TRUE(!from || !to || *to <= *from) << "a folder includes only folders above it";
    EXPECT_FALSE(file.path.starts_with("core/") && (include.starts_with("ui/") || include.starts_with("app/")));
    if (file.path.starts_with("ui/") && to) {
        EXPECT_LE(*to, *rank("api")) << "ui knows util, config and api only";
    }
}

TEST(Layers, EveryIncludeGoesUpwards) {
    for (const auto& file : sourceTree()) {
        for (const auto& line : file.lines) {
            if (const std::string include = includedBy(line); !include.empty()) checkInclude(file, include);
        }
    }
}

TEST(Layers, EveryFolderOfCoreIsInTheOrder) {
    std::set<std::string> unknown;
    for (const auto& file : sourceTree()) {
        const std::string folder = coreFolder(file.path);
        if (!folder.empty() && !rank(folder)) unknown.insert(folder);
    }
    EXPECT_TRUE(unknown.empty()) << *unknown.begin() << " is missing from core/README.md's order";
}

/// Target → what its target_link_libraries lines name, over all CMakeLists.txt.
std::map<std::string, std::string> linkLines() {
    static const std::regex call(R"(target_link_libraries\(\s*([^\s)]+)([^)]*)\))");
    std::map<std::string, std::string> links;
    for (const auto& file : sourceTree()) {
        if (!file.path.ends_with("CMakeLists.txt")) continue;
        std::stringstream text;
        for (const auto& line : file.lines) text << line << '\n';
        const std::string whole = text.str();
        for (std::sregex_iterator it(whole.begin(), whole.end(), call), end; it != end; ++it)
            links[(*it)[1]] += (*it)[2];
    }
    return links;
}

TEST(Layers, LinkLinesKeepTorchAndQtApart) {
    const auto links = linkLines();
    const std::regex torch("torch|c10|detox_engine");
    const std::regex qt("Qt6|QCustomPlot");
    for (const char* target : {"detox_base", "detox_files", "detox_ui", "detox-studio", "detox"}) {
        const auto found = links.find(target);
        if (found == links.end()) continue;
        EXPECT_FALSE(std::regex_search(found->second, torch)) << target << " links the engine or torch";
    }
    for (const char* target : {"detox_base", "detox_files", "detox_engine", "detox_engine_objects", "detox"}) {
        const auto found = links.find(target);
        if (found == links.end()) continue;
        EXPECT_FALSE(std::regex_search(found->second, qt)) << target << " links Qt";
    }
    ASSERT_TRUE(links.contains("detox_base") && links.contains("detox_files") &&
                links.contains("detox_engine_objects"));
}

}  // namespace
}  // namespace detox
