// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <gtest/gtest.h>

#include "core/config/preset.h"
#include "core/util/paths.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

TEST(Preset, TakesNameAndSummaryAndReadsTheRestAsSettings) {
    const TemporaryFolder folder;
    write(folder / "quick.json", R"({"name": "Quick", "summary": "Short.", "ppo": {"updates": 7}, "seed": 3})");
    const auto preset = readPreset(folder / "quick.json");
    ASSERT_TRUE(preset.ok()) << preset.error().message();
    EXPECT_EQ(preset->id, "quick");
    EXPECT_EQ(preset->name, "Quick");
    EXPECT_EQ(preset->summary, "Short.");
    EXPECT_EQ(preset->config.ppo.updates, 7);
    EXPECT_EQ(preset->config.seed, 3);
}

TEST(Preset, WithoutANameIsCalledLikeItsFile) {
    const TemporaryFolder folder;
    write(folder / "bare.json", R"({"seed": 1})");
    EXPECT_EQ(readPreset(folder / "bare.json")->name, "bare");
}

TEST(Preset, ListsTheGoodOnesByFileNameAndNamesTheBadFile) {
    const TemporaryFolder folder;
    write(folder / "b.json", R"({"seed": 2})");
    write(folder / "a.json", R"({"seed": 1})");
    write(folder / "bad.json", R"({"ppo": {"updates": 0}, "sead": 1})");
    write(folder / "notes.txt", "not a preset");
    const PresetList list = readPresets(folder.path());
    ASSERT_EQ(list.presets.size(), 2U);
    EXPECT_EQ(list.presets[0].id, "a");
    EXPECT_EQ(list.presets[1].id, "b");
    ASSERT_EQ(list.problems.size(), 1U);
    EXPECT_NE(list.problems[0].find("bad.json"), std::string::npos) << list.problems[0];
    EXPECT_NE(list.problems[0].find("'sead'"), std::string::npos) << list.problems[0];
    EXPECT_NE(list.problems[0].find("'updates'"), std::string::npos) << list.problems[0];
}

TEST(Preset, AMissingFolderHasNone) {
    EXPECT_TRUE(readPresets("/nonexistent/presets").presets.empty());
}

TEST(Preset, EveryShippedOneIsReadAndMayStart) {
    const PresetList list = readPresets(resourceFolder() / "presets");
    for (const auto& problem : list.problems) ADD_FAILURE() << problem;
    for (const auto& preset : list.presets) {
        for (const auto& problem : crossCheck(preset.config))
            ADD_FAILURE() << preset.id << ": " << problem.key << ": " << problem.message;
    }
}

}  // namespace
}  // namespace detox
