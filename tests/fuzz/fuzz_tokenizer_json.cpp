// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>

#include "core/text/tokenizer.h"
#include "core/util/utf8.h"
#include "tests/fuzz/linked_file.h"

namespace detox {
namespace {

/// The file and, behind its first zero byte, the text; without one, the file's beginning is the text.
struct Input {
    std::string_view file;
    std::string_view text;
};

Input parted(std::string_view bytes) {
    constexpr std::size_t kTextBytes = 1024;
    const std::size_t zero = bytes.find('\0');
    if (zero == bytes.npos) return {bytes, bytes.substr(0, kTextBytes)};
    return {bytes.substr(0, zero), bytes.substr(zero + 1)};
}

const LinkedFile& tokenizerFolder() {
    static const LinkedFile folder;
    static const bool linked = (folder.link("tokenizer.json"), true);
    static_cast<void>(linked);
    return folder;
}

void encodeAndDecode(const Tokenizer& tokenizer, std::string_view text) {
    const auto ids = tokenizer.encode(text, SpecialTokens::Add);
    for (const TokenId id : ids) {
        if (id < 0 || id >= tokenizer.size()) __builtin_trap();
    }
    if (!utf8::isValid(tokenizer.decode(ids, ShowSpecial::Keep))) __builtin_trap();
}

}  // namespace
}  // namespace detox

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto [file, text] = detox::parted({reinterpret_cast<const char*>(data), size});
    detox::tokenizerFolder().write(file);
    const auto tokenizer = detox::loadTokenizer(detox::tokenizerFolder().folder(), detox::Json::object());
    if (!tokenizer) return 0;
    try {
        detox::encodeAndDecode(**tokenizer, text);
    } catch (const detox::Error&) {  // a limit was reached, and said so
    }
    return 0;
}
