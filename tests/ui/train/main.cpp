// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_test.h"
#include "tests/ui/train/test_charts.h"
#include "tests/ui/train/test_form.h"
#include "tests/ui/train/test_home.h"
#include "tests/ui/train/test_models.h"
#include "tests/ui/train/test_pages.h"
#include "tests/ui/train/test_studio.h"
#include "tests/ui/train/test_trainer.h"

int main(int argc, char** argv) {
    using namespace detox;
    return runUiTests(argc, argv,
                      {uiTest<TestModels>(), uiTest<TestCharts>(), uiTest<TestForm>(), uiTest<TestTrainer>(),
                       uiTest<TestPages>(), uiTest<TestHome>(), uiTest<TestStudio>()});
}
