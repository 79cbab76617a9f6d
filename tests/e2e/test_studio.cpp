// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"

namespace detox {
namespace {

TEST(Studio, OpenMpsThreadsDoNotWaitBusily) {
    ::unsetenv("OMP_WAIT_POLICY");
    ::setenv("OMP_DISPLAY_ENV", "verbose", 1);  // libgomp says on stderr how it was set up
    const Ended ended = Program({"--version"}, "detox-studio").wait();
    EXPECT_EQ(ended.code, 0);
    const auto last = ended.err.rfind("GOMP_SPINCOUNT");
    if (last == std::string::npos) GTEST_SKIP() << "this Qt brings no libgomp, so the engine sets it up";
    EXPECT_EQ(ended.err.substr(last, ended.err.find('\n', last) - last), "GOMP_SPINCOUNT = '0'");
}

}  // namespace
}  // namespace detox
