// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include "core/checkpoint/safetensors.h"
#include "core/models/weights_io.h"
#include "tests/support/golden_arrays.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

/// One parameter "p" whose elements are 0, 1, …
ParameterSet counting(at::IntArrayRef shape) {
    ParameterSet parameters;
    const at::Tensor p = parameters.add("p", shape, Initial::Zeros);
    p.detach().copy_(at::arange(p.numel(), at::kFloat).view(shape));
    return parameters;
}

void expectRoundTrip(const TensorTable& table, const ParameterSet& parameters) {
    const TemporaryFolder folder;
    saveParameters(folder / "p.safetensors", table, parameters, DataType::F32);
    ParameterSet again;
    const at::Tensor p = again.add("p", parameters.get("p").sizes(), Initial::Zeros);
    again.initialise(0);
    loadParameters(*openSafetensors(folder / "p.safetensors").orThrow(), table, again);
    EXPECT_TRUE(p.equal(parameters.get("p")));
}

TEST(TensorTables, ATransposedMatrixHasItsInputsAsRows) {
    TensorTable table;
    mapTransposed(table, "w", "p");
    const ParameterSet parameters = counting({2, 3});
    const at::Tensor view = checkpointViews(table, parameters)[0].tensor;
    EXPECT_EQ(view.sizes(), (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(view[2][1].item<float>(), 5);
    EXPECT_EQ(view[2][0].item<float>(), 2);
    expectRoundTrip(table, parameters);
}

TEST(TensorTables, HeadByHeadPutsQueryKeyAndValueOfAHeadTogether) {
    TensorTable table;
    mapHeadByHead(table, "w", "p", 2);
    const ParameterSet parameters = counting({12});  // 3 × 2 heads of size 2
    const at::Tensor view = checkpointViews(table, parameters)[0].tensor;
    const std::vector<float> expected{0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11};
    for (std::int64_t i = 0; i < 12; ++i) {
        EXPECT_EQ(view[i].item<float>(), expected[static_cast<std::size_t>(i)]) << i;
    }
    expectRoundTrip(table, parameters);
    expectRoundTrip(table, counting({12, 5}));
}

TEST(TensorTables, PartsAreConsecutiveRows) {
    TensorTable table;
    mapRows(table, {{"q", 4}, {"k", 2}, {"v", 2}}, "p");
    const ParameterSet parameters = counting({8, 3});
    const auto views = checkpointViews(table, parameters);
    EXPECT_EQ(views[1].tensor[0][0].item<float>(), 12);
    EXPECT_EQ(views[2].tensor.sizes(), (std::vector<std::int64_t>{2, 3}));
    expectRoundTrip(table, parameters);
}

}  // namespace
}  // namespace detox
