// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QObject>

namespace detox {

using UiTestMaker = std::function<std::unique_ptr<QObject>()>;

/// Runs QtTest objects on the offscreen platform in the studio's look, C locale and a fixed font size. Any Qt warning
/// fails the program. Returns the exit code for main().
[[nodiscard]] int runUiTests(int argc, char** argv, const std::vector<UiTestMaker>& tests);

/// Makes any warning fail the current test function, but for what the offscreen platform says of itself. For init().
void failOnAnyWarning();

template <class Test>
[[nodiscard]] UiTestMaker uiTest() {
    return [] { return std::make_unique<Test>(); };
}

}  // namespace detox
