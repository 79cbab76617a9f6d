// SPDX-License-Identifier: GPL-3.0-or-later
// The fuzzers' functions without libFuzzer, on their seeds and a few thousand mutants of each: that they build and run
// wherever the tests do. tests/fuzz/run.sh searches in earnest.
#include <gtest/gtest.h>

#include "tests/fuzz/seeds.h"
#include "tests/support/mutant.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"

extern "C" {
int fuzz_safetensors(const std::uint8_t* data, std::size_t size);
int fuzz_pytorch(const std::uint8_t* data, std::size_t size);
int fuzz_pickle(const std::uint8_t* data, std::size_t size);
int fuzz_tokenizer_json(const std::uint8_t* data, std::size_t size);
int fuzz_prompts(const std::uint8_t* data, std::size_t size);
}

namespace detox {
namespace {

struct Fuzzer {
    const char* name;
    int (*run)(const std::uint8_t* data, std::size_t size);
};

class Fuzzers : public ::testing::TestWithParam<Fuzzer> {
protected:
    void SetUp() override {
        writeSeeds(m_folder.path());
        for (const auto& entry : std::filesystem::directory_iterator(m_folder / GetParam().name)) {
            m_seeds.push_back(readText(entry.path()));
        }
    }
    static void run(const std::string& bytes) {
        GetParam().run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }

    TemporaryFolder m_folder;
    std::vector<std::string> m_seeds;
};

TEST_P(Fuzzers, SurviveSeedsAndMutants) {
    ASSERT_GE(m_seeds.size(), 2U);
    constexpr std::uint32_t kMutants = 2000;
    for (const std::string& seed : m_seeds) {
        run(seed);
        for (std::uint32_t number = 0; number < kMutants / m_seeds.size(); ++number) {
            run(mutant(seed, number, seed.size()));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Fuzzers,
                         ::testing::Values(Fuzzer{"safetensors", fuzz_safetensors}, Fuzzer{"pytorch", fuzz_pytorch},
                                           Fuzzer{"pickle", fuzz_pickle}, Fuzzer{"tokenizer_json", fuzz_tokenizer_json},
                                           Fuzzer{"prompts", fuzz_prompts}),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace detox
