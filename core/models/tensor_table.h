// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/models/parameters.h"

namespace detox {

/// One checkpoint tensor and the parameter that holds it: all rows, or the rows [firstRow, firstRow + rows) of a
/// parameter that several checkpoint tensors share (query, key and value are one matrix).
struct TensorMapping {
    std::string checkpointName;
    std::string parameter;
    std::int64_t firstRow = 0;
    std::int64_t rows = -1;  ///< −1: all
};

/// A family's names, used in both directions.
struct TensorTable {
    std::vector<TensorMapping> mappings;
    std::string basePrefix;                    ///< "transformer.": some files leave it out
    std::vector<std::string> ignoredPrefixes;  ///< tensors of a file that are no parameters of ours
    std::vector<std::string> ignoredSuffixes;
};

/// Adds the mapping of a whole parameter.
void mapWhole(TensorTable& table, std::string checkpointName, std::string parameter);
/// Adds three mappings of the parameter's first, second and last third of rows.
void mapThirds(TensorTable& table, const std::vector<std::string>& checkpointNames, const std::string& parameter,
               std::int64_t rowsEach);

/// What each checkpoint name stands for in `tensors` (parameters, or their gradients, by parameter name): views.
[[nodiscard]] std::vector<NamedTensor> checkpointViews(const TensorTable& table, const ParameterSet& tensors);
/// The same of the parameters' gradients; parameters without a gradient are left out.
[[nodiscard]] std::vector<NamedTensor> checkpointGradients(const TensorTable& table, const ParameterSet& parameters);

}  // namespace detox
