// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include "core/training/tensor_file.h"
#include "core/util/error.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

class TensorFile : public ::testing::Test {
protected:
    TensorFile() { saveTensors(m_file, m_saved); }
    std::string problem(const std::vector<NamedTensor>& wanted) {
        try {
            loadTensors(m_file, wanted);
        } catch (const Error& error) {
            return error.message();
        }
        return "read";
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_file = m_folder / "a.safetensors";
    std::vector<NamedTensor> m_saved{{"a", at::arange(6, at::kFloat).reshape({2, 3}).div(7)},
                                     {"b", at::arange(4, at::kDouble).reshape({2, 2}).t().div(3)},
                                     {"c", at::arange(5, at::kLong)}};
};

TEST_F(TensorFile, RestoresEveryBit) {
    std::vector<NamedTensor> read;
    for (const auto& named : m_saved) read.push_back({named.name, at::zeros_like(named.tensor)});
    loadTensors(m_file, read);
    for (std::size_t i = 0; i < read.size(); ++i) EXPECT_TRUE(at::equal(read[i].tensor, m_saved[i].tensor));
}

TEST_F(TensorFile, RefusesOtherNamesShapesTypesAndCountsAndChangesNothing) {
    const at::Tensor a = at::zeros_like(m_saved[0].tensor);
    const at::Tensor b = at::zeros_like(m_saved[1].tensor);
    const at::Tensor c = at::zeros_like(m_saved[2].tensor);
    EXPECT_THAT(problem({{"a", a}, {"b", b}}), HasSubstr("holds 3 tensors instead of 2"));
    EXPECT_THAT(problem({{"a", a}, {"b", b}, {"d", c}}), HasSubstr("lacks \"d\""));
    EXPECT_THAT(problem({{"a", a}, {"b", b}, {"c", a}}), HasSubstr("\"c\" in another shape or type"));
    EXPECT_THAT(problem({{"a", a}, {"b", b}, {"c", c.to(at::kDouble)}}), HasSubstr("another shape or type"));
    EXPECT_EQ(a.abs().sum().item<float>(), 0.0F);
    EXPECT_EQ(problem({{"a", a}, {"b", b}, {"c", c}}), "read");
}

}  // namespace
}  // namespace detox
