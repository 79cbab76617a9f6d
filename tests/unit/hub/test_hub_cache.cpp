// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/hub/hub_cache.h"
#include "core/util/files.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class HubCacheTest : public testing::Test {
protected:
    void addModel(const std::string& folder, const std::string& ref) {
        fs::create_directories(cache / folder / "refs");
        fs::create_directories(cache / folder / "snapshots" / "abc123");
        ASSERT_TRUE(writeFileAtomically(cache / folder / "refs" / "main", ref));
    }

    const TemporaryFolder cache;
};

TEST_F(HubCacheTest, FindsTheSnapshotOfMain) {
    addModel("models--facebook--roberta-hate", "abc123\n");
    addModel("models--gpt2", "abc123");
    EXPECT_EQ(findInHubCache("facebook/roberta-hate", cache.path()).value(),
              cache / "models--facebook--roberta-hate" / "snapshots" / "abc123");
    EXPECT_EQ(findInHubCache("gpt2", cache.path()).value(), cache / "models--gpt2" / "snapshots" / "abc123");
}

TEST_F(HubCacheTest, SaysHowToDownloadWhatIsMissing) {
    EXPECT_THAT(findInHubCache("org/gone", cache.path()).error().message(),
                HasSubstr("huggingface-cli download org/gone"));
    addModel("models--org--other", "def456");
    EXPECT_EQ(findInHubCache("org/other", cache.path()).error().kind(), ErrorKind::NotFound) << "no such snapshot";
}

TEST_F(HubCacheTest, NeverLeavesTheCache) {
    addModel("models--org--evil", "../../../../etc");
    EXPECT_THAT(findInHubCache("org/evil", cache.path()).error().message(), HasSubstr("does not name a snapshot"));
    for (const char* id : {"../x", "a/../b", "a/b/c", "/etc", "", "a//b", "a\\b", "-x"}) {
        EXPECT_FALSE(looksLikeHubId(id)) << id;
        EXPECT_FALSE(findInHubCache(id, cache.path())) << id;
    }
}

TEST_F(HubCacheTest, FollowsTheEnvironmentInOrder) {
    ::setenv("XDG_CACHE_HOME", "/xdg", 1);
    ::unsetenv("HF_HOME");
    ::unsetenv("HF_HUB_CACHE");
    EXPECT_EQ(hubCacheFolder(), "/xdg/huggingface/hub");
    ::setenv("HF_HOME", "/home-of-hf", 1);
    EXPECT_EQ(hubCacheFolder(), "/home-of-hf/hub");
    ::setenv("HF_HUB_CACHE", "/cache", 1);
    EXPECT_EQ(hubCacheFolder(), "/cache");
    for (const char* name : {"XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE"}) ::unsetenv(name);
    EXPECT_TRUE(hubCacheFolder().string().ends_with(".cache/huggingface/hub"));
}

TEST_F(HubCacheTest, PrefersAFolder) {
    ::setenv("HF_HUB_CACHE", cache.path().c_str(), 1);
    addModel("models--gpt2", "abc123");
    EXPECT_EQ(findModelFolder(cache.path().string()).value(), cache.path());
    EXPECT_EQ(findModelFolder("gpt2").value(), cache / "models--gpt2" / "snapshots" / "abc123");
    EXPECT_THAT(findModelFolder("/no/such/folder").error().message(), HasSubstr("There is no folder"));
    ::unsetenv("HF_HUB_CACHE");
}

}  // namespace
}  // namespace detox
