// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/zip_directory.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/zip_builder.h"

namespace detox {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Result<std::vector<ZipEntry>> list(const std::string& bytes) {
    const TemporaryFolder folder;
    writeText(folder / "m.bin", bytes);
    const auto open = openRegular(folder / "m.bin").orThrow();
    return readZipDirectory(open, folder / "m.bin");
}

TEST(ZipDirectory, SaysWhereEachEntryLies) {
    const std::string bytes = zipBytes({{"m/a", "alpha"}, {"m/empty", ""}, {"m/b", "beta"}});
    const auto entries = list(bytes).orThrow();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(bytes.substr(entries[0].begin, entries[0].bytes), "alpha");
    EXPECT_EQ(bytes.substr(entries[2].begin, entries[2].bytes), "beta");
    EXPECT_EQ(entries[1].bytes, 0U);
    EXPECT_EQ(entries[2].name, "m/b");
}

struct BadZip {
    std::string bytes;
    std::string reason;
};

std::string named(const std::string& name) {
    return zipBytes({{name, "x"}});
}

/// "m/b" lies inside the data of "m/a".
std::string overlapping() {
    const std::string inner = zipBytes({{"m/b", "x"}}).substr(0, 30 + 3 + 1);
    return zipBytes({{"m/a", inner}, {"m/b", "x", 0, 0, {}, {}, {}, 30 + 3}});
}

std::vector<BadZip> badZips() {
    const std::string good = zipBytes({{"m/a", "alpha"}, {"m/b", "beta"}});
    return {
        {good.substr(0, good.size() - 1), "does not end where its zip archive ends"},
        {good.substr(0, 40), "does not end where its zip archive ends"},
        {good + "x", "does not end where its zip archive ends"},
        {good + good, "does not end where its zip archive ends"},
        {"x" + good, "does not end where its zip archive ends"},
        {zipBytes({{"m/a", "alpha"}}, {.entries = 2}), "damaged zip archive"},
        {zipBytes({{"m/a", "alpha"}}, {.entries = 65'535}), "damaged zip archive"},
        {zipBytes({{"m/a", "alpha"}}, {.directoryOffset = 1}), "does not end where its zip archive ends"},
        {zipBytes({{"m/a", "alpha"}}, {.directoryOffset = 0xffff'fff0}), "does not end where its zip archive ends"},
        {zipBytes({{"m/a", "alpha"}, {"m/a", "beta"}}), "a name occurs twice"},
        {zipBytes({{"m/a", "alpha", 0, 0, {}, {}, "m/z"}}), "damaged zip archive"},
        {zipBytes({{"m/a", "alpha", 0, 0, {}, 4}}), "damaged zip archive"},
        {zipBytes({{"m/a", "alpha", 0, 0, {}, 0x7fff'fff0}}), "damaged zip archive"},
        {zipBytes({{"m/a", "alpha", 8}}), "\"m/a\", which is compressed"},
        {zipBytes({{"m/a", "alpha", 0, 1}}), "\"m/a\", which is encrypted"},
        {overlapping(), "overlaps the entry before it"},
        {named("/m/a"), "is not a path below the archive"},
        {named("../a"), "is not a path below the archive"},
        {named("m/../../a"), "is not a path below the archive"},
        {named("m/.."), "is not a path below the archive"},
        {named("m\\a"), "is not a path below the archive"},
        {named("c:/a"), "is not a path below the archive"},
        {named("m/\xff"), "is not a path below the archive"},
        {named(""), "is not a path below the archive"},
    };
}

class BadZips : public ::testing::TestWithParam<BadZip> {};

TEST_P(BadZips, AreRefusedWithFileAndReason) {
    const auto entries = list(GetParam().bytes);
    ASSERT_FALSE(entries);
    EXPECT_EQ(entries.error().kind(), ErrorKind::InvalidInput);
    EXPECT_THAT(entries.error().message(), AllOf(HasSubstr("m.bin"), HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(All, BadZips, ::testing::ValuesIn(badZips()));

}  // namespace
}  // namespace detox
