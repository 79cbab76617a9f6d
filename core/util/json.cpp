// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/json.h"

#include <set>
#include <vector>

#include "core/util/files.h"

namespace detox {
namespace {

/// Walks the document once without building it: well-formed, shallow enough, no key twice.
class Guard : public nlohmann::json_sax<Json> {
public:
    explicit Guard(std::size_t maxDepth) : m_maxDepth(maxDepth) {}

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return enter(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool key(string_t& name) override {
        if (m_keys.back().insert(name).second) return true;
        m_reason = "has the key '" + name + "' twice";
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
        if (m_keys.size() <= m_maxDepth) return true;
        m_reason = "is nested deeper than " + std::to_string(m_maxDepth) + " levels";
        return false;
    }
    bool leave() {
        m_keys.pop_back();
        return true;
    }

    std::size_t m_maxDepth;
    std::vector<std::set<std::string>> m_keys;
    std::string m_reason;
};

}  // namespace

Result<Json> parseJson(std::string_view text, std::string_view name, const JsonLimits& limits) {
    if (text.size() > limits.maxBytes) {
        return invalidInput(std::string(name) + " is larger than " + std::to_string(limits.maxBytes >> 20U) + " MiB.");
    }
    if (text.find('\0') != text.npos)
        return invalidInput(std::string(name) + " is not valid JSON: it has a zero byte.");
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
