// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged databases: opening and using them gives a sentence or works; nothing crashes, nothing is overwritten on
// refusal.
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/util/random.h"
#include "tests/unit/storage/store_fixture.h"

namespace detox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kVariants = 200;
constexpr std::size_t kPage = 4096;

void wipePage(std::string& bytes, std::size_t page, char with) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page * kPage), kPage, with);
}

class Damage {
public:
    explicit Damage(int variant) : m_variant(static_cast<std::uint32_t>(variant)) {}

    void apply(std::string& bytes) {
        switch (m_variant % 4) {
            case 0:
                for (std::size_t i = 0; i < 1 + below(8); ++i)
                    bytes[below(bytes.size())] ^= static_cast<char>(1 + below(255));
                return;
            case 1:
                return bytes.resize(below(bytes.size()));
            case 2:
                return wipePage(bytes, below(bytes.size() / kPage), '\0');
            default: {
                const auto with = static_cast<char>(below(256));
                return wipePage(bytes, below(bytes.size() / kPage), with);
            }
        }
    }

private:
    std::size_t below(std::size_t bound) {
        return static_cast<std::size_t>(
            randomInteger({.seed = 3, .purpose = RandomPurpose::Bootstrap, .sample = m_variant, .token = m_draw++}, 0,
                          static_cast<std::int64_t>(bound) - 1));
    }

    std::uint32_t m_variant;
    std::uint32_t m_draw = 0;
};

std::string soundDatabase() {
    const TemporaryFolder folder;
    {
        auto store = openRunStore(folder.path()).orThrow();
        for (int run = 0; run < 2; ++run) {
            auto recorder = store->create(someConfig(), "").orThrow();
            for (int update = 1; update <= 20; ++update) recorder->recordUpdate(someUpdate(update)).orThrow();
            recorder->recordProbe({.update = 20}).orThrow();
            recorder->finish(RunState::Finished, Measurement{}, Measurement{}, "").orThrow();
        }
    }
    return readFile(folder / "studio.sqlite").orThrow();
}

/// Does everything once; how many of the answers were errors.
int useStore(RunStore& store) {
    int errors = 0;
    const auto count = [&](const auto& result) {
        if (result) return;
        ++errors;
        EXPECT_FALSE(result.error().message().empty());
    };
    count(store.runs());
    for (std::int64_t id = 1; id <= 2; ++id) {
        count(store.run(id));
        count(store.metrics(id));
        count(store.samples(id, 100));
        count(store.probes(id));
        count(store.checkpoints(id));
        count(store.journal(id));
        count(store.rename(id, "renamed"));
    }
    auto recorder = store.create(someConfig(), "");
    count(recorder);
    if (recorder) count((*recorder)->recordUpdate(someUpdate(1)));
    count(store.remove(1));
    return errors;
}

TEST(DamagedDatabase, IsRefusedWithASentenceOrUsableButNeverACrash) {
    const std::string sound = soundDatabase();
    int refused = 0;
    int troubled = 0;
    for (int variant = 0; variant < kVariants; ++variant) {
        const TemporaryFolder folder;
        std::string bytes = sound;
        Damage(variant).apply(bytes);
        ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", bytes));
        auto store = openRunStore(folder.path());
        if (store) {
            troubled += useStore(**store) > 0 ? 1 : 0;
            continue;
        }
        ++refused;
        EXPECT_THAT(store.error().message(), HasSubstr("studio.sqlite")) << variant;
        EXPECT_THAT(store.error().message(), testing::EndsWith(".")) << variant;
    }
    EXPECT_GT(refused, 20);
    EXPECT_GT(troubled, 10) << "some damage is only found by reading";
}

TEST(DamagedDatabase, IsFoundBeforeUseAfterAnUncleanEnd) {
    const std::string sound = soundDatabase();
    const TemporaryFolder folder;
    std::string bytes = sound;
    const std::size_t sample = bytes.find("response 10.1");
    ASSERT_NE(sample, std::string::npos);
    wipePage(bytes, sample / kPage, '\x5a');
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", bytes));
    ASSERT_TRUE(openRunStore(folder.path())) << "after a clean end nothing is checked";
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", bytes));
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite-wal", "a log that a clean end would have removed"));
    const auto store = openRunStore(folder.path());
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message(), HasSubstr("damaged"));
    EXPECT_EQ(readFile(folder / "studio.sqlite").value(), bytes) << "left as it is";
}

TEST(DamagedDatabase, AWrongConfigurationIsOneRunsTrouble) {
    const TemporaryFolder folder;
    {
        auto store = openRunStore(folder.path()).orThrow();
        ASSERT_TRUE(store->create(someConfig(), ""));
    }
    std::string bytes = readFile(folder / "studio.sqlite").orThrow();
    const std::size_t at = bytes.find("\"klCoef\"");
    ASSERT_NE(at, std::string::npos);
    bytes[at + 1] = 'x';
    ASSERT_TRUE(writeFileAtomically(folder / "studio.sqlite", bytes));
    auto store = openRunStore(folder.path()).orThrow();
    EXPECT_EQ(store->runs().value().size(), 1U);
    EXPECT_THAT(store->run(1).error().message(), HasSubstr("klCoef")) << "the nearest known key";
    EXPECT_TRUE(store->remove(1));
}

}  // namespace
}  // namespace detox
