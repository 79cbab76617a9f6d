// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/program.h"

#include <cstdio>
#include <exception>
#include <filesystem>

#include "tests/bench/support/machine.h"

namespace detox::bench {

int runProgram(CLI::App& app, int argc, char** argv, const std::function<int(OrderedJson head)>& run) {
    CLI11_PARSE(app, argc, argv);
    try {
        return run(reportHead(argc, argv));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", std::filesystem::path(argv[0]).filename().c_str(), error.what());
        return 1;
    }
}

}  // namespace detox::bench
