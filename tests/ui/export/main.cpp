// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_test.h"
#include "tests/ui/export/test_export_controller.h"
#include "tests/ui/export/test_export_dialog.h"
#include "tests/ui/export/test_export_target.h"

int main(int argc, char** argv) {
    using namespace detox;
    return runUiTests(argc, argv,
                      {uiTest<TestExportTarget>(), uiTest<TestExportController>(), uiTest<TestExportDialog>()});
}
