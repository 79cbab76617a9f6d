// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors_header.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>

#include "core/util/checked_math.h"
#include "core/util/json.h"
#include "core/util/log.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr std::size_t kMaxTensors = 100'000;
constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kMaxNameBytes = 4096;
constexpr int kMaxDepth = 8;

enum class Field { None, Type, Shape, Offsets, Other };

/// Reads the header event by event: depth 1 holds tensor names, depth 2 a tensor's fields, depth 3 the numbers.
class HeaderReader : public nlohmann::json_sax<Json> {
public:
    bool null() override { return scalar("null"); }
    bool boolean(bool) override { return scalar("a boolean"); }
    bool number_integer(number_integer_t) override { return scalar("a negative number"); }
    bool number_unsigned(number_unsigned_t value) override;
    bool number_float(number_float_t, const string_t&) override { return scalar("a fraction or a number too large"); }
    bool string(string_t& value) override;
    bool binary(binary_t&) override { return scalar("binary data"); }
    bool start_object(std::size_t) override { return enter(true); }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override { return enter(false); }
    bool end_array() override { return leave(); }
    bool key(string_t& name) override;
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return fail("is not valid JSON near byte " + std::to_string(position) + " of the header");
    }

    [[nodiscard]] const std::string& reason() const { return m_reason; }
    [[nodiscard]] std::vector<PlacedTensor> takeTensors() { return std::move(m_tensors); }

private:
    bool fail(std::string reason) {
        m_reason = std::move(reason);
        return false;
    }
    [[nodiscard]] std::string here() const { return "tensor " + log::quoted(m_name) + ": "; }
    [[nodiscard]] bool skipping() const { return m_field == Field::Other && m_depth >= 2; }
    bool scalar(const std::string& what);
    bool enter(bool object);
    bool leave();
    bool nameKey(const std::string& name);
    bool fieldKey(const std::string& name);
    bool finishTensor();

    int m_depth = 0;
    bool m_inMetadata = false;
    Field m_field = Field::None;
    std::string m_name;
    std::unordered_set<std::string> m_names;
    std::unordered_set<std::string> m_fields;
    std::optional<DataType> m_type;
    std::optional<std::vector<std::uint64_t>> m_shape;
    std::optional<std::vector<std::uint64_t>> m_offsets;
    std::vector<PlacedTensor> m_tensors;
    std::string m_reason;
};

bool HeaderReader::key(string_t& name) {
    if (m_depth == 1) return nameKey(name);
    if (m_depth == 2) return fieldKey(name);
    return true;
}

bool HeaderReader::nameKey(const std::string& name) {
    if (name.size() > kMaxNameBytes) return fail("has a tensor name longer than 4 KiB");
    if (!m_names.insert(name).second) return fail("has the key " + log::quoted(name) + " twice");
    if (m_names.size() > kMaxTensors + 1) return fail("declares more than 100000 tensors");
    m_name = name;
    m_inMetadata = name == "__metadata__";
    return true;
}

bool HeaderReader::fieldKey(const std::string& name) {
    if (!m_fields.insert(name).second) return fail(here() + "the key " + log::quoted(name) + " occurs twice");
    if (m_inMetadata) return true;
    m_field = name == "dtype"          ? Field::Type
              : name == "shape"        ? Field::Shape
              : name == "data_offsets" ? Field::Offsets
                                       : Field::Other;
    return true;
}

bool HeaderReader::scalar(const std::string& what) {
    if (m_depth == 0) return fail("has a header that is not a JSON object");
    if (skipping()) return true;
    if (m_depth == 1) return fail(here() + "is " + what + " instead of an object");
    if (m_inMetadata) return fail("has a __metadata__ value that is not a string");
    switch (m_field) {
        case Field::Type:
            return fail(here() + "dtype is not a string");
        case Field::Shape:
            return fail(here() + "shape is or holds " + what);
        default:
            return fail(here() + "data_offsets is or holds " + what);
    }
}

bool HeaderReader::number_unsigned(number_unsigned_t value) {
    const bool inList = m_depth == 3 && !m_inMetadata && (m_field == Field::Shape || m_field == Field::Offsets);
    if (!inList) return scalar("a number");
    auto& list = m_field == Field::Shape ? *m_shape : *m_offsets;
    list.push_back(value);
    if (m_field == Field::Shape && list.size() > kMaxRank) return fail(here() + "has more than 8 dimensions");
    if (m_field == Field::Offsets && list.size() > 2) return fail(here() + "data_offsets has more than two numbers");
    return true;
}

bool HeaderReader::string(string_t& value) {
    if (m_depth == 2 && m_inMetadata) return true;
    if (m_depth != 2 || m_field != Field::Type) return scalar("a string");
    m_type = dataTypeFromText(value);
    if (!m_type) return fail(here() + "dtype " + log::quoted(value) + " is unknown");
    return true;
}

bool HeaderReader::enter(bool object) {
    if (++m_depth > kMaxDepth) return fail("is nested deeper than 8 levels");
    if (m_depth > 2 && skipping()) return true;
    if (m_depth <= 2) {
        if (!object) return fail(m_depth == 1 ? "has a header that is not a JSON object" : here() + "is a list");
        m_fields.clear();
        m_field = Field::None;
        return true;
    }
    if (m_inMetadata) return fail("has a __metadata__ value that is not a string");
    if (object || m_depth > 3 || m_field == Field::Type) return fail(here() + "has a field of the wrong kind");
    (m_field == Field::Shape ? m_shape : m_offsets).emplace();
    return true;
}

bool HeaderReader::leave() {
    --m_depth;
    if (m_depth != 1) return true;
    const bool wasMetadata = std::exchange(m_inMetadata, false);
    return wasMetadata || finishTensor();
}

bool HeaderReader::finishTensor() {
    if (!m_type) return fail(here() + "has no dtype");
    if (!m_shape) return fail(here() + "has no shape");
    if (!m_offsets || m_offsets->size() != 2) return fail(here() + "has no pair of data_offsets");
    const auto [begin, end] = std::pair((*m_offsets)[0], (*m_offsets)[1]);
    if (end < begin) return fail(here() + "ends before it begins");
    PlacedTensor tensor{{m_name, *m_type, {}, 0}, begin, end};
    std::int64_t bytes = static_cast<std::int64_t>(bytesPerElement(*m_type));
    for (const std::uint64_t size : *m_shape) {
        const auto product = size > INT64_MAX ? std::nullopt : checkedMultiply(bytes, static_cast<std::int64_t>(size));
        if (!product) return fail(here() + "its shape is larger than any memory");
        bytes = *product;
        tensor.entry.shape.push_back(static_cast<std::int64_t>(size));
    }
    if (static_cast<std::uint64_t>(bytes) != end - begin) {
        return fail(here() + "dtype and shape need " + std::to_string(bytes) + " bytes, its place has " +
                    std::to_string(end - begin));
    }
    tensor.entry.bytes = static_cast<std::size_t>(bytes);
    m_tensors.push_back(std::move(tensor));
    m_type.reset();
    m_shape.reset();
    m_offsets.reset();
    return true;
}

std::string placementProblem(const std::vector<PlacedTensor>& tensors) {
    std::uint64_t expected = 0;
    for (const auto& tensor : tensors) {
        const std::string name = "tensor " + log::quoted(tensor.entry.name) + ": ";
        if (tensor.begin > expected) return name + "a hole of unused bytes lies before it";
        if (tensor.begin < expected) return name + "overlaps the tensor before it";
        expected = tensor.end;
    }
    return {};
}

Error broken(const std::filesystem::path& file, const std::string& reason) {
    const std::string joint = reason.starts_with("tensor ") ? ", " : " ";
    return invalidInput(file.string() + joint + reason + ". Copy or download the file again.");
}

}  // namespace

Result<std::vector<PlacedTensor>> parseSafetensorsHeader(std::string_view header, const std::filesystem::path& file) {
    if (!header.starts_with('{')) return broken(file, "has a header that does not start with '{'");
    if (!utf8::isValid(header)) return broken(file, "has a header that is not valid UTF-8");
    if (header.find('\0') != header.npos) return broken(file, "has a zero byte in its header");
    HeaderReader reader;
    if (!Json::sax_parse(header, &reader)) return broken(file, reader.reason());
    auto tensors = reader.takeTensors();
    std::sort(tensors.begin(), tensors.end(), [](const PlacedTensor& a, const PlacedTensor& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    if (const std::string problem = placementProblem(tensors); !problem.empty()) return broken(file, problem);
    return tensors;
}

}  // namespace detox
