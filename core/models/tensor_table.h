// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace detox {

/// How a checkpoint orders the elements of a parameter's rows.
enum class TensorLayout {
    Same,
    Transposed,  ///< [in, out] for our [out, in] (GPT-2's Conv1D)
    HeadByHead,  ///< [heads, 3, headSize, …] for our [3, heads, headSize, …]: query, key and value of each head
                 ///< together
};

/// One checkpoint tensor and the parameter that holds it: all rows, or the rows [firstRow, firstRow + rows) of a
/// parameter that several checkpoint tensors share (query, key and value are one matrix).
struct TensorMapping {
    std::string checkpointName;
    std::string parameter;
    std::int64_t firstRow = 0;
    std::int64_t rows = -1;  ///< −1: all
    TensorLayout layout = TensorLayout::Same;
    std::int64_t heads = 1;  ///< for HeadByHead
};

/// How the names that end in `ending` end in some files, which are read but not written so.
struct OtherEnding {
    std::string ending;
    std::string inFile;
};

/// A family's names, used in both directions.
struct TensorTable {
    std::vector<TensorMapping> mappings;
    std::string basePrefix;  ///< "transformer.": some files leave it out
    std::vector<OtherEnding> otherEndings;
    std::vector<std::string> ignoredPrefixes;  ///< tensors of a file that are no parameters of ours
    std::vector<std::string> ignoredSuffixes;
};

/// A checkpoint tensor that is some rows of a parameter.
struct NamedRows {
    std::string checkpointName;
    std::int64_t rows = 0;
};

/// Adds the mapping of a whole parameter.
void mapWhole(TensorTable& table, std::string checkpointName, std::string parameter);
/// Adds the mapping of a matrix that the checkpoint holds as [in, out].
void mapTransposed(TensorTable& table, std::string checkpointName, std::string parameter);
/// Adds the mapping of query, key and value that the checkpoint holds head by head.
void mapHeadByHead(TensorTable& table, std::string checkpointName, std::string parameter, std::int64_t heads);
/// Adds one mapping for each part, which are the parameter's rows in this order.
void mapRows(TensorTable& table, const std::vector<NamedRows>& parts, const std::string& parameter);

}  // namespace detox
