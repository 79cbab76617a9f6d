// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_test.h"
#include "tests/ui/window/test_compare.h"
#include "tests/ui/window/test_look.h"
#include "tests/ui/window/test_text_view.h"
#include "tests/ui/window/test_window.h"

int main(int argc, char** argv) {
    return detox::runUiTests(argc, argv,
                             {detox::uiTest<detox::TestLook>(), detox::uiTest<detox::TestTextView>(),
                              detox::uiTest<detox::TestCompare>(), detox::uiTest<detox::TestWindow>()});
}
