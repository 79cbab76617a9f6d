// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/json.h"

#include <set>
#include <vector>

#include "core/util/files.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kMaxDigits = 1000;       ///< of a number; the library copies it several times
constexpr std::size_t kMaxValues = 4'000'000;  ///< some 100 bytes of memory each; the largest tokenizers have 2 million

/// Walks the document once without building it: well-formed, shallow enough, no key twice, not too many values.
class Guard : public nlohmann::json_sax<Json> {
public:
    explicit Guard(std::size_t maxDepth) : m_maxDepth(maxDepth) {}

    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(number_integer_t) override { return count(); }
    bool number_unsigned(number_unsigned_t) override { return count(); }
    bool number_float(number_float_t, const string_t&) override { return count(); }
    bool string(string_t&) override { return count(); }
    bool binary(binary_t&) override { return count(); }
    bool start_object(std::size_t) override { return enter(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool key(string_t& name) override {
        if (m_keys.back().insert(name).second) return true;
        m_reason = "has the key '" + utf8::shown(name) + "' twice";
        return false;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        m_reason = "is not valid JSON near byte " + std::to_string(position);
        return false;
    }

    [[nodiscard]] const std::string& reason() const { return m_reason; }

private:
    bool enter() {
        m_keys.emplace_back();
        if (m_keys.size() <= m_maxDepth) return count();
        m_reason = "is nested deeper than " + std::to_string(m_maxDepth) + " levels";
        return false;
    }
    bool count() {
        if (++m_values <= kMaxValues) return true;
        m_reason = "has more than " + std::to_string(kMaxValues) + " values";
        return false;
    }
    bool leave() {
        m_keys.pop_back();
        return true;
    }

    std::size_t m_maxDepth;
    std::size_t m_values = 0;
    std::vector<std::set<std::string>> m_keys;
    std::string m_reason;
};

/// Whether a number has more characters than any that is meant.
bool hasLongNumber(std::string_view text) {
    bool inString = false;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') inString = !inString;
        if (inString && c == '\\') ++i;
        const bool isDigit = !inString && ((c >= '0' && c <= '9') || c == '.');
        digits = isDigit ? digits + 1 : 0;
        if (digits > kMaxDigits) return true;
    }
    return false;
}

}  // namespace

Result<Json> parseJson(std::string_view text, std::string_view name, const JsonLimits& limits) {
    if (text.size() > limits.maxBytes) {
        return invalidInput(std::string(name) + " is larger than " + std::to_string(limits.maxBytes >> 20U) + " MiB.");
    }
    if (text.find('\0') != text.npos)
        return invalidInput(std::string(name) + " is not valid JSON: it has a zero byte.");
    if (hasLongNumber(text)) {
        return invalidInput(std::string(name) + " has a number of more than " + std::to_string(kMaxDigits) +
                            " digits.");
    }
    Guard guard(limits.maxDepth);
    if (!Json::sax_parse(text, &guard)) return invalidInput(std::string(name) + " " + guard.reason() + ".");
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) return invalidInput(std::string(name) + " is not valid JSON.");
    return value;
}

Result<Json> readJson(const std::filesystem::path& file, const JsonLimits& limits) {
    auto text = readFile(file, limits.maxBytes);
    if (!text) return text.error();
    return parseJson(*text, file.string(), limits);
}

}  // namespace detox
