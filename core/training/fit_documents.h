// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/util/result.h"

namespace detox {

/// A text file that was read: for model cards.
struct DocumentFile {
    std::string name;  ///< without folders
    std::string sha256;
    std::int64_t documents = 0;
    std::int64_t bytes = 0;
};

struct Documents {
    std::vector<std::string> texts;
    std::vector<DocumentFile> files;
};

/// Every document of every file, in order; ill-formed UTF-8 becomes U+FFFD, empty ones are left out. Text files hold
/// one document per line; of tables (CSV, TSV, JSON, JSONL) `column` is taken, "text" when empty. Fails on the first
/// file that cannot be read or has an unreadable row, and when there is no document at all.
[[nodiscard]] Result<Documents> readDocuments(const std::vector<std::filesystem::path>& files,
                                              const std::string& column = {});

/// A hash over the files' hashes, in order.
[[nodiscard]] std::string hashOf(const std::vector<DocumentFile>& files);

}  // namespace detox
