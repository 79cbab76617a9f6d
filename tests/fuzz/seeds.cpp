// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/seeds.h"

#include "core/checkpoint/safetensors.h"
#include "tests/support/pytorch_files.h"
#include "tests/support/text_file.h"
#include "tests/unit/text/tiny_tokenizer_json.h"

namespace detox {
namespace fs = std::filesystem;

namespace {

using W = PickleWriter;

void writePytorch(const fs::path& folder) {
    const std::vector<StorageBytes> storages{{"0", floatBytes(4)}, {"1", floatBytes(5)}};
    writeText(folder / "pytorch" / "zip", pytorchZip(twoTensorsPickle(), storages));
    writeText(folder / "pytorch" / "legacy", pytorchLegacy(twoTensorsPickle(), storages));
    writeText(folder / "pickle" / "two_tensors", twoTensorsPickle());
    writeText(folder / "pickle" / "one_tensor", W().raw("}").text("x").tensor({}).raw("s").done());
    writeText(folder / "pickle" / "call", W().call("os", "system", "exit 0").done());
}

void writeSafetensorsSeeds(const fs::path& folder) {
    const std::vector<std::byte> bytes(32);
    writeSafetensors(folder / "safetensors" / "two_tensors",
                     {{"a", DataType::F32, {2, 4}, bytes}, {"b", DataType::U8, {32}, bytes}})
        .orThrow();
    writeSafetensors(folder / "safetensors" / "empty_tensor", {{"a", DataType::BF16, {0, 3}, {}}}).orThrow();
}

/// GPT-NeoX's, Llama 3's and BERT's files in small; the text behind the zero byte is what the fuzzer encodes.
void writeTokenizers(const fs::path& folder) {
    const auto write = [&](const char* name, const Json& json, const std::string& text) {
        writeText(folder / "tokenizer_json" / name, json.dump() + '\0' + text);
    };
    Json json = tinyByteLevelJson({"t h", "th e"});
    write("byte_level", json, "the other caf\u00E9 \U0001F600");
    json["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "NFC"}}, {{"type", "Lowercase"}}}}};
    json["added_tokens"] = {{{"id", 258}, {"content", "<end>"}, {"special", true}, {"rstrip", true}},
                            {{"id", 259}, {"content", "  "}, {"special", false}, {"single_word", true}}};
    json["post_processor"] = {{"type", "TemplateProcessing"},
                              {"single", {{{"SpecialToken", {{"id", "<end>"}}}}, {{"Sequence", {{"id", "A"}}}}}},
                              {"special_tokens", {{"<end>", {{"ids", {258}}}}}}};
    write("added_tokens", json, "The  e\u0301<end> x");
    const Json split = {{"type", "Split"},
                        {"pattern", {{"Regex", "(?i:'s|'t)|\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}]+|\\s+(?!\\S)|\\s+"}}},
                        {"behavior", "Isolated"}};
    const Json bytes = {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"use_regex", false}};
    json["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", {split, bytes}}};
    write("split", json, "It's 12345 o'clock\n\n ");
    write("bert", tinyBertJson({"un", "##aff", "##able", ",", "the"}), "The un\u00E1ffable, [MASK]");
}

void writePrompts(const fs::path& folder) {
    const auto write = [&](const char* name, const char* text) { writeText(folder / "prompts" / name, text); };
    write("jsonl", "{\"prompt\":{\"text\":\"one\",\"toxicity\":0.5},\"continuation\":{\"text\":\" x\"}}\n\"two\"\n");
    write("json", R"(["x", {"text": "y", "toxicity": 1}])");
    write("csv", "toxicity,text\n0.5,\"said \"\"no\"\",\nthen left\"\n1,plain\n");
    write("tsv", "toxicity\ttext\r\n0.4\thello\r\n");
    write("txt", "first\n\nsecond\n");
}

}  // namespace

void writeSeeds(const fs::path& folder) {
    for (const char* name : {"safetensors", "pytorch", "pickle", "tokenizer_json", "prompts"}) {
        fs::create_directories(folder / name);
    }
    writeSafetensorsSeeds(folder);
    writePytorch(folder);
    writeTokenizers(folder);
    writePrompts(folder);
}

}  // namespace detox
