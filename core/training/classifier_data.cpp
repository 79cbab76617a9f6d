// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/classifier_data.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "core/prompts/table_reader.h"
#include "core/prompts/toxic_rule.h"
#include "core/util/random.h"
#include "core/util/sha256.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

constexpr double kMaxWeight = 1000;
constexpr double kCalibrationShare = 0.5;  ///< of the held-out share

enum class Part { Training, Development, Test };

struct Row {
    LabelledText text;
    Part part = Part::Training;
};

/// FNV-1a: a draw that depends on the text, not on its place.
std::uint64_t hashOfText(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

class Reader {
public:
    Reader(const FitClassifierConfig& config, ToxicRule rule) : m_config(config), m_rule(std::move(rule)) {}

    Result<void> read(const std::filesystem::path& table) {
        auto described = describeFile(table);
        if (!described) return described.error();
        const std::size_t before = m_rows.size();
        const auto report = readTable(table, [this](const TableRow& row) { return take(row); });
        if (!report) return report.error();
        described->documents = static_cast<std::int64_t>(m_rows.size() - before);
        out.skipped += report->skippedRows;
        if (out.firstSkipped.empty() && report->skippedRows > 0) {
            out.firstSkipped = described->name + ": " + report->summary();
        }
        out.files.push_back(std::move(*described));
        return {};
    }

    /// Sorts the rows into training and held-out ones, each text once.
    Result<LabelledTexts> finish() {
        const bool hasTest = std::ranges::any_of(m_rows, [](const Row& row) { return row.part == Part::Test; });
        std::unordered_set<std::string> seen;
        const auto collect = [&](Part part, std::vector<LabelledText>& to) {
            for (Row& row : m_rows) {
                if (row.part != part) continue;
                if (seen.insert(row.text.text).second) {
                    to.push_back(std::move(row.text));
                } else {
                    ++out.repeated;
                }
            }
        };
        collect(Part::Test, out.heldOut);
        collect(Part::Development, hasTest ? out.development : out.heldOut);
        collect(Part::Training, out.training);
        return checked();
    }

    LabelledTexts out;

private:
    std::optional<std::string> take(const TableRow& row) {
        const auto text = row.text(m_config.textColumn);
        const auto label = row.text(m_config.labelColumn);
        if (!text) return "there is no '" + m_config.textColumn + "'";
        if (!label) return "there is no '" + m_config.labelColumn + "'";
        const auto toxic = m_rule.isToxic(*label);
        if (!toxic) return "'" + m_config.labelColumn + "' is no label of the rule";
        Row taken{{.text = utf8::sanitized(trimmed(*text)), .toxic = *toxic, .target = *toxic ? 1.0 : 0.0},
                  Part::Training};
        if (taken.text.text.empty()) return "the text is empty";
        if (auto reason = takeNumber(row, m_config.targetColumn, 1, taken.text.target)) return reason;
        if (auto reason = takeNumber(row, m_config.weightColumn, kMaxWeight, taken.text.weight)) return reason;
        taken.part = partOf(row, taken.text.text);
        m_rows.push_back(std::move(taken));
        return std::nullopt;
    }

    /// Leaves `value` alone when `column` has no name.
    static std::optional<std::string> takeNumber(const TableRow& row, const std::string& column, double largest,
                                                 double& value) {
        if (column.empty()) return std::nullopt;
        const auto number = row.number(column);
        if (!number || !(*number >= 0 && *number <= largest)) {
            return "'" + column + "' is no number from 0 to " + std::to_string(std::lround(largest));
        }
        value = *number;
        return std::nullopt;
    }

    Part partOf(const TableRow& row, const std::string& text) {
        if (const auto split = row.text("split"); split && !split->empty()) {
            out.publishedSplit = true;
            if (*split == "test") return Part::Test;
            const bool isDevelopment = *split == "dev" || *split == "valid" || *split == "validation";
            return isDevelopment ? Part::Development : Part::Training;
        }
        const std::uint64_t hash = hashOfText(text);
        const RandomAddress address{.seed = static_cast<std::uint64_t>(m_config.seed),
                                    .purpose = RandomPurpose::DataOrder,
                                    .update = 0xFFFFFFFFU,
                                    .sample = static_cast<std::uint32_t>(hash >> 32U),
                                    .token = static_cast<std::uint32_t>(hash)};
        const double draw = randomUniform(address) / m_config.heldOutShare;  // infinite without a share
        return draw < 1 ? Part::Test : draw < 1 + kCalibrationShare ? Part::Development : Part::Training;
    }

    Result<LabelledTexts> checked() {
        const auto toxic = std::ranges::count_if(out.training, &LabelledText::toxic);
        if (out.training.empty()) return invalidInput("The tables hold no text to train on. " + out.firstSkipped);
        if (toxic == 0 || toxic == std::ssize(out.training)) {
            return invalidInput("Every training text is labelled " + std::string(toxic == 0 ? "neutral" : "toxic") +
                                "; check which label values mean toxic ('" + m_config.toxicValues + "').");
        }
        return std::move(out);
    }

    static Result<DocumentFile> describeFile(const std::filesystem::path& file) {
        auto hash = sha256OfFile(file);
        if (!hash) return hash.error();
        std::error_code code;
        return DocumentFile{.name = file.filename().string(),
                            .sha256 = *hash,
                            .bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, code))};
    }

    const FitClassifierConfig& m_config;
    const ToxicRule m_rule;
    std::vector<Row> m_rows;
};

}  // namespace

Result<LabelledTexts> readLabelledTexts(const std::vector<std::filesystem::path>& tables,
                                        const FitClassifierConfig& config) {
    auto rule = ToxicRule::parse(config.toxicValues);
    if (!rule) return rule.error();
    Reader reader(config, std::move(*rule));
    for (const auto& table : tables) {
        if (auto read = reader.read(table); !read) return read.error();
    }
    return reader.finish();
}

}  // namespace detox
