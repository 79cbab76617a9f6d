// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include "core/prompts/prompt_reader.h"
#include "core/util/utf8.h"
#include "tests/fuzz/linked_file.h"

namespace detox {
namespace {

constexpr const char* kNames[] = {"a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "unnamed"};

const LinkedFile& promptFiles() {
    static const LinkedFile files;
    static const bool linked = [] {
        for (const char* name : kNames) files.link(name);
        return true;
    }();
    static_cast<void>(linked);
    return files;
}

}  // namespace
}  // namespace detox

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto& files = detox::promptFiles();
    files.write({reinterpret_cast<const char*>(data), size});
    for (const char* name : detox::kNames) {
        const auto read = detox::readPrompts(files.folder() / name, {});
        if (!read) continue;
        for (const auto& record : read.value().records) {
            if (record.text.empty() || !detox::utf8::isValid(record.text)) __builtin_trap();
        }
    }
    return 0;
}
