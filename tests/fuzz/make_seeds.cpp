// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>

#include "tests/fuzz/seeds.h"

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "Usage: make_seeds FOLDER\n";
        return 2;
    }
    detox::writeSeeds(arguments[1]);
}
