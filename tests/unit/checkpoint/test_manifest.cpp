// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/checkpoint/manifest.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

namespace detox {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Manifest : public ::testing::Test {
protected:
    Manifest() {
        fs::create_directories(m_folder / "trainer");
        writeText(m_folder / "a.txt", "abc");
        writeText(m_folder / "empty", "");
        writeText(m_folder / "trainer" / "state", "12345");
    }
    [[nodiscard]] std::string problem() const {
        const auto verified = verifyManifest(m_folder.path());
        return verified ? "good" : verified.error().message();
    }

    TemporaryFolder m_folder;
};

TEST_F(Manifest, ListsEveryFileWithItsSizeAndDigest) {
    ASSERT_TRUE(writeManifest(m_folder.path()));
    const auto files = readManifest(m_folder.path()).orThrow();
    ASSERT_EQ(files.size(), 3U);
    // NIST FIPS 180-4's example for "abc".
    EXPECT_EQ(files[0], (ManifestFile{"a.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}));
    EXPECT_EQ(files[1].name, "empty");
    EXPECT_EQ(files[2].name, "trainer/state");
    EXPECT_EQ(problem(), "good");
}

TEST_F(Manifest, WritingAgainGivesTheSameManifest) {
    ASSERT_TRUE(writeManifest(m_folder.path()));
    const std::string first = readText(m_folder / kManifestName);
    ASSERT_TRUE(writeManifest(m_folder.path()));
    EXPECT_EQ(readText(m_folder / kManifestName), first);
}

TEST_F(Manifest, FindsAFlippedBitACutAndAMissingFile) {
    ASSERT_TRUE(writeManifest(m_folder.path()));
    writeText(m_folder / "trainer" / "state", "12344");
    EXPECT_THAT(problem(), HasSubstr("state has other bytes than were written"));
    writeText(m_folder / "trainer" / "state", "1234");
    EXPECT_THAT(problem(), HasSubstr("state has 4 of 5 bytes"));
    fs::remove(m_folder / "trainer" / "state");
    EXPECT_THAT(problem(), HasSubstr("state is missing"));
}

TEST_F(Manifest, FilesThatCameLaterDoNotMatter) {
    ASSERT_TRUE(writeManifest(m_folder.path()));
    writeText(m_folder / "notes.txt", "mine");
    EXPECT_EQ(problem(), "good");
}

TEST_F(Manifest, VerifiesWhileASubfolderIsTakenAway) {
    ASSERT_TRUE(writeManifest(m_folder.path()));
    ASSERT_TRUE(removeFromManifest(m_folder.path(), "trainer"));
    EXPECT_EQ(problem(), "good");
    fs::remove_all(m_folder / "trainer");
    EXPECT_EQ(problem(), "good");
    EXPECT_EQ(readManifest(m_folder.path()).orThrow().size(), 2U);
}

TEST_F(Manifest, RefusesEntriesThatLeaveTheFolderOrLackSomething) {
    const std::string digest(64, 'a');
    const auto entry = [&](const std::string& name, const std::string& bytes, const std::string& sha) {
        return R"({"format":1,"files":[{"name":)" + name + R"(,"bytes":)" + bytes + R"(,"sha256":")" + sha + "\"}]}";
    };
    for (const auto& manifest : {entry("\"../a.txt\"", "3", digest), entry("\"/etc/passwd\"", "3", digest),
                                 entry("\"\"", "3", digest), entry("\"x/./a\"", "3", digest), entry("7", "3", digest),
                                 entry("\"a.txt\"", "-3", digest), entry("\"a.txt\"", "3.5", digest),
                                 entry("\"a.txt\"", "3", "abc"), std::string(R"({"format":1,"files":[7]})")}) {
        writeText(m_folder / kManifestName, manifest);
        EXPECT_THAT(problem(), HasSubstr("has an entry that is not a name, a size and a SHA-256")) << manifest;
    }
    for (const std::string manifest : {R"({"format":2,"files":[]})", R"({"format":1})", "[]"}) {
        writeText(m_folder / kManifestName, manifest);
        EXPECT_THAT(problem(), HasSubstr("is not a manifest of format 1")) << manifest;
    }
    fs::remove(m_folder / kManifestName);
    EXPECT_THAT(problem(), HasSubstr("Cannot open"));
}

}  // namespace
}  // namespace detox
