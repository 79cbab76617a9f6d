// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <ATen/Context.h>

#include "core/models/compute_facts.h"
#include "core/util/error.h"

namespace detox {
namespace {

using ::testing::HasSubstr;

TEST(ComputeDevice, AutoTakesTheGpuWhereThereIsOne) {
    EXPECT_EQ(computeDevice(Device::Auto).is_cuda(), at::hasCUDA());
    EXPECT_TRUE(computeDevice(Device::Cpu).is_cpu());
}

TEST(ComputeDevice, AGpuThatIsNotThereIsRefusedWithTheRemedy) {
    if (at::hasCUDA()) GTEST_SKIP() << "this machine has a CUDA GPU";
    try {
        (void)computeDevice(Device::Cuda);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("'cuda'"));
        EXPECT_THAT(error.message(), HasSubstr("'cpu'"));
    }
}

}  // namespace
}  // namespace detox
