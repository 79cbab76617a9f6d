// SPDX-License-Identifier: GPL-3.0-or-later
// Rules a reader can check line by line: plain text only in widgets, no way past the log, file sizes.
#include <regex>

#include <gtest/gtest.h>

#include "tests/unit/lint/source_tree.h"

namespace detox {
namespace {

struct Rule {
    std::string name;
    std::regex forbidden;
    std::regex where;    ///< paths it holds for
    std::string exempt;  ///< one path prefix it does not hold for
    std::string why;
};

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all{
        {"rich text", std::regex(R"(\b(setHtml|setMarkdown|insertHtml|appendHtml|toHtml|QTextBrowser)\b)"),
         std::regex("(ui|app)/.*"), "-", "model text is hostile; widgets take plain text only"},
        {"bare labels", std::regex(R"(new QLabel\b|: public QLabel|QLabel \w+[({;])"), std::regex("(ui|app)/.*"),
         "ui/widgets/plain_label", "PlainLabel is the only label class"},
        {"spdlog", std::regex("spdlog[:/]"), std::regex(R"((core|ui|app)/.*\.(h|cpp))"), "core/util/log",
         "log through core/util/log.h"},
        {"ending the process", std::regex(R"(\b(std::)?(abort|exit|quick_exit|terminate)\()"),
         std::regex(R"(core/.*\.(h|cpp))"), "-", "core reports errors, programs end"},
        {"printing", std::regex(R"(\bstd::(cout|cerr|printf|puts)\b|\bprintf\()"),
         std::regex(R"((core|ui)/.*\.(h|cpp))"), "-", "core and ui report through values and the log"},
        {"style sheets", std::regex("setStyleSheet"), std::regex("(ui|app)/.*"), "-",
         "the style draws; a sheet replaces it on the widgets it touches"},
        {"nested event loops", std::regex(R"(processEvents\(|BlockingQueuedConnection)"), std::regex("(ui|app)/.*"),
         "-", "re-entrancy"},
        {"detached threads", std::regex(R"(\.detach\(\)\s*;)"),
         std::regex(R"((core/(util|config|api|checkpoint|text|prompts|hub|storage|training)|ui|app)/.*\.(h|cpp))"), "-",
         "threads are joined (a tensor's detach is another thing)"},
        {"unfinished marks", std::regex(R"(\b(TODO|FIXME|XXX|HACK)\b)"), std::regex(".*"), "-", "finish it or say so"},
    };
    return all;
}

TEST(Rules, HoldInEveryLine) {
    for (const auto& rule : rules()) {
        for (const auto& file : sourceTree()) {
            if (!std::regex_match(file.path, rule.where)) continue;
            if (file.path.starts_with(rule.exempt)) continue;
            for (std::size_t i = 0; i < file.lines.size(); ++i) {
                if (file.lines[i].find("// ") == file.lines[i].find_first_not_of(' ') &&
                    rule.name != "unfinished marks")
                    continue;
                EXPECT_FALSE(std::regex_search(file.lines[i], rule.forbidden))
                    << file.path << ":" << i + 1 << " breaks '" << rule.name << "': " << rule.why;
            }
        }
    }
}

TEST(Rules, NoFileOutgrowsItsReader) {
    for (const auto& file : sourceTree()) EXPECT_LE(file.lines.size(), 600U) << file.path;
}

TEST(Rules, EverySourceNamesItsLicence) {
    for (const auto& file : sourceTree()) {
        if (file.path.ends_with("CMakeLists.txt")) continue;
        ASSERT_FALSE(file.lines.empty()) << file.path;
        EXPECT_EQ(file.lines[0], "// SPDX-License-Identifier: GPL-3.0-or-later") << file.path;
    }
}

}  // namespace
}  // namespace detox
