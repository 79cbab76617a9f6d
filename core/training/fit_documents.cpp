// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/fit_documents.h"

#include <optional>

#include "core/prompts/table_reader.h"
#include "core/util/sha256.h"
#include "core/util/utf8.h"

namespace detox {
namespace {

Result<DocumentFile> describeFile(const std::filesystem::path& file) {
    auto hash = sha256OfFile(file);
    if (!hash) return hash.error();
    std::error_code code;
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file, code));
    return DocumentFile{.name = file.filename().string(), .sha256 = *hash, .bytes = bytes};
}

}  // namespace

Result<Documents> readDocuments(const std::vector<std::filesystem::path>& files, const std::string& column) {
    Documents out;
    for (const auto& file : files) {
        auto described = describeFile(file);
        if (!described) return described.error();
        const std::string wanted = column.empty() || file.extension() == ".txt" ? "text" : column;
        const auto take = [&](const TableRow& row) -> std::optional<std::string> {
            const auto text = row.text(wanted);
            if (!text) return "there is no '" + wanted + "'";
            if (text->empty()) return std::nullopt;
            out.texts.push_back(utf8::sanitized(*text));
            ++described->documents;
            return std::nullopt;
        };
        const auto report = readTable(file, take);
        if (!report) return report.error();
        if (report->skippedRows > 0) return invalidInput(file.string() + ": " + report->summary() + ".");
        out.files.push_back(*described);
    }
    if (out.texts.empty()) {
        return invalidInput("The text files hold no document; give UTF-8 text, one document per line.");
    }
    return out;
}

std::string hashOf(const std::vector<DocumentFile>& files) {
    std::string all;
    for (const auto& file : files) all += file.sha256;
    return sha256(all);
}

}  // namespace detox
