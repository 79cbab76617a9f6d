// SPDX-License-Identifier: GPL-3.0-or-later
// Every key of every family's config.json with every kind of wrong value, and files that are hardly JSON: each loads as
// a config within its bounds or is refused in one sentence, before memory is taken on its word.
#include <cmath>
#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include "core/models/families/families.h"
#include "tests/support/allocation_peak.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "tests/support/tiny_families.h"
#include "tests/unit/models/tiny_models.h"

namespace detox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

enum class Role { Decoder, Encoder };

struct MutatedConfig {
    std::string name;
    std::string file;  ///< config.json's text
    Role role = Role::Decoder;
};

struct NamedValue {
    std::string name;
    std::string text;  ///< as the file has it
};

std::vector<NamedValue> wrongValues() {
    return {{"null", "null"},
            {"true", "true"},
            {"zero", "0"},
            {"negative", "-7"},
            {"a fraction", "0.5"},
            {"2^31", "2147483648"},
            {"10^12", "1000000000000"},
            {"2^63", "9223372036854775808"},
            {"-2^63", "-9223372036854775808"},
            {"1e300", "1e300"},
            {"1e-300", "1e-300"},
            {"an empty text", "\"\""},
            {"a text", "\"many\""},
            {"strange characters", R"("a\u0000\n\u001b[31m\u202e\ud83d\ude00")"},
            {"a list", "[]"},
            {"a list of lists", "[[[\"global\"], 1000000000000], [], [[], 3]]"},
            {"an object", "{}"},
            {"an object of itself", R"({"type": {"type": []}, "factor": -1})"}};
}

/// `config` as text with one member's value written as `value`; without the member when that is empty.
std::string withMember(const Json& config, const std::string& key, const std::string& value) {
    std::string text;
    for (const auto& [name, member] : config.items()) {
        if (name == key && value.empty()) continue;
        text += (text.empty() ? "{" : ", ") + Json(name).dump() + ": " + (name == key ? value : member.dump());
    }
    return text + "}";
}

struct Family {
    TinyFamily tiny;
    Role role = Role::Decoder;
};

std::vector<Family> allFamilies() {
    std::vector<Family> families{{{"gpt_neo", tinyLm().config().source}, Role::Decoder},
                                 {{"roberta", tinyEncoder().source}, Role::Encoder}};
    for (const TinyFamily& family : tinyDecoders()) families.push_back({family, Role::Decoder});
    for (const TinyFamily& family : tinyEncoders()) families.push_back({family, Role::Encoder});
    return families;
}

std::vector<MutatedConfig> mutatedMembers() {
    std::vector<MutatedConfig> mutated;
    for (const auto& [family, role] : allFamilies()) {
        for (const auto& member : family.config.items()) {
            const std::string where = family.name + ": " + member.key();
            mutated.push_back({where + " removed", withMember(family.config, member.key(), ""), role});
            for (const auto& [name, text] : wrongValues()) {
                mutated.push_back({where + " is " + name, withMember(family.config, member.key(), text), role});
            }
        }
    }
    return mutated;
}

std::vector<MutatedConfig> mutatedFiles() {
    std::vector<MutatedConfig> mutated;
    for (const auto& [family, role] : allFamilies()) {
        const std::string good = family.config.dump();
        const auto add = [&](const std::string& name, const std::string& file) {
            mutated.push_back({family.name + " " + name, file, role});
        };
        for (std::size_t part = 0; part < 8; ++part) add("cut short", good.substr(0, good.size() * part / 8));
        add("after a byte order mark", "\xEF\xBB\xBF" + good);
        add("in UTF-16", "\xFF\xFE{");
        add("twice", good + good);
        add("with every member twice", good.substr(0, good.size() - 1) + "," + good.substr(1));
        add("with a zero byte", good + '\0');
        add("with ill-formed UTF-8", withMember(family.config, "model_type", "\"gpt2\xC3\""));
        add("with NaN", withMember(family.config, "vocab_size", "NaN"));
        add("nested deeply", withMember(family.config, "vocab_size", std::string(100'000, '[')));
        add("of long digits", withMember(family.config, "vocab_size", std::string(100'000, '9')));
        add("of long digits after a point", withMember(family.config, "vocab_size", "0." + std::string(100'000, '9')));
    }
    for (const char* file : {"", "null", "7", "[]", "\"gpt2\"", "{}", "{\"model_type\": \"mamba\"}"}) {
        mutated.push_back({std::string("the file ") + file, file});
    }
    mutated.push_back({"ten million digits", "{\"model_type\": " + std::string(10'000'000, '9') + "}"});
    mutated.push_back({"above the size of any config", std::string(65U << 20U, '9')});
    return mutated;
}

template <class Config>
void expectSane(const Config& config) {
    EXPECT_GE(config.vocabulary, 1);
    EXPECT_LE(config.vocabulary, 4'000'000);
    EXPECT_GE(config.hidden, 1);
    EXPECT_LE(config.hidden, 65'536);
    EXPECT_GE(config.layers, 1);
    EXPECT_LE(config.layers, 1'000);
    EXPECT_EQ(config.hidden % config.heads, 0);
    EXPECT_GE(config.positions, 1);
}

void readDecoder(const ModelFolder& folder) {
    const DecoderConfig config = readDecoderConfig(folder);
    expectSane(config);
    EXPECT_EQ(std::ssize(config.windows), config.layers);
    for (const double frequency : config.rotaryFrequencies) EXPECT_TRUE(std::isfinite(frequency));
    EXPECT_FALSE(decoderFamily(config.family).table(config).mappings.empty());
    EXPECT_TRUE(decoderFamily(config.family).writeConfig(config, DataType::F32).is_object());
}

void readEncoder(const ModelFolder& folder) {
    const EncoderConfig config = readEncoderConfig(folder);
    expectSane(config);
    EXPECT_FALSE(config.labels.empty());
    EXPECT_GE(config.maxTokens(), 1);
    EXPECT_FALSE(encoderFamily(config.family).table(config).mappings.empty());
    EXPECT_TRUE(encoderFamily(config.family).writeConfig(config, DataType::F32).is_object());
}

/// The refusal, or empty.
std::string refusal(const std::filesystem::path& folder, Role role) {
    try {
        const ModelFolder opened = openModelFolder(folder).orThrow();
        role == Role::Decoder ? readDecoder(opened) : readEncoder(opened);
        return {};
    } catch (const Error& error) {
        return error.message();
    }
}

class ConfigMutations : public ::testing::Test {
protected:
    /// Tries every file; how many were refused.
    int tryAll(const std::vector<MutatedConfig>& mutated) const {
        constexpr std::size_t kMostBytes = 4U << 20U;  // beyond twice the file: 1000 layers' names and a few hundred KB
        int refused = 0;
        for (const MutatedConfig& config : mutated) {
            SCOPED_TRACE(config.name);
            writeText(m_folder / "config.json", config.file);
            const AllocationPeak peak;
            const std::string message = refusal(m_folder.path(), config.role);
            EXPECT_LT(peak.bytes(), 4 * config.file.size() + kMostBytes);
            if (message.empty()) continue;
            ++refused;
            EXPECT_THAT(message, StartsWith((m_folder / "config.json").string()));
            EXPECT_TRUE(message.ends_with('.')) << message;
            EXPECT_LT(message.size(), 600U);
            for (const char* raw : {"\n", "\x1b", "\u202e"}) EXPECT_THAT(message, Not(HasSubstr(raw)));
        }
        return refused;
    }
    TemporaryFolder m_folder;
};

TEST_F(ConfigMutations, OfMembersLoadOrAreRefusedInOneSentence) {
    const auto mutated = mutatedMembers();
    EXPECT_GE(mutated.size(), 3000U);
    const int refused = tryAll(mutated);
    EXPECT_GT(refused, 1500);
    EXPECT_LT(refused, static_cast<int>(mutated.size()));
}

TEST_F(ConfigMutations, OfFilesLoadOrAreRefusedInOneSentence) {
    const auto mutated = mutatedFiles();
    EXPECT_GE(mutated.size(), 200U);
    EXPECT_GT(tryAll(mutated), 200);
}

TEST_F(ConfigMutations, AHugeVocabularyIsRefusedByItsKey) {
    writeText(m_folder / "config.json", withMember(tinyFamily("llama").config, "vocab_size", "1000000000000"));
    EXPECT_EQ(refusal(m_folder.path(), Role::Decoder),
              (m_folder / "config.json").string() + ": 'vocab_size' must be a whole number from 1 to 4000000.");
}

TEST_F(ConfigMutations, GroupsWithoutLayersEnd) {
    std::string groups = "[[[], 10000]";
    for (int i = 0; i < 1'000'000; ++i) groups += ",[[],10000]";
    writeText(m_folder / "config.json", withMember(tinyLm().config().source, "attention_types", groups + "]"));
    EXPECT_THAT(refusal(m_folder.path(), Role::Decoder), HasSubstr("'attention_types' must describe 3 layers"));
}

}  // namespace
}  // namespace detox
