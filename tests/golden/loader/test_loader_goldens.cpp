// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/safetensors.h"
#include "tests/support/goldens.h"

namespace detox {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class LoaderGoldens : public ::testing::Test {
protected:
    void SetUp() override {
        m_folder = externalGoldens("loader");
        if (m_folder.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    }
    fs::path m_folder;
};

TEST_F(LoaderGoldens, EveryBadFileIsRefusedByName) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        if (!entry.path().filename().string().starts_with("bad_")) continue;
        ++files;
        const auto source = openSafetensors(entry.path());
        ASSERT_FALSE(source) << entry.path();
        EXPECT_THAT(source.error().message(), HasSubstr(entry.path().filename().string()));
    }
    EXPECT_EQ(files, 12);
}

TEST_F(LoaderGoldens, TheExpectedValuesAreReadWhole) {
    const auto source = openSafetensors(m_folder / "expected.safetensors");
    ASSERT_TRUE(source) << source.error().message();
    EXPECT_FALSE(source.value()->entries().empty());
    for (const auto& entry : source.value()->entries()) {
        std::vector<std::byte> bytes(entry.bytes);
        EXPECT_TRUE(source.value()->read(entry, bytes)) << entry.name;
    }
}

TEST(SafetensorsGoldens, EveryGoodFileOpens) {
    const fs::path root = externalGoldens("models");
    if (root.empty()) GTEST_SKIP() << "DETOX_GOLDENS is not set";
    int files = 0;
    for (const auto& found : fs::recursive_directory_iterator(root)) {
        if (found.path().extension() != ".safetensors") continue;
        ++files;
        const auto source = openSafetensors(found.path());
        ASSERT_TRUE(source) << source.error().message();
        EXPECT_FALSE(source.value()->entries().empty()) << found.path();
    }
    EXPECT_GT(files, 20);
}

}  // namespace
}  // namespace detox
