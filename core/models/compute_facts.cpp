// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/compute_facts.h"

#include <dlfcn.h>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/version.h>

namespace detox {
namespace {

/// OpenBLAS names itself; the reference BLAS of Debian exports no such symbol.
std::string openBlasConfig() {
    using Query = char* (*)();
    const auto query = reinterpret_cast<Query>(::dlsym(RTLD_DEFAULT, "openblas_get_config"));
    return query == nullptr ? std::string() : std::string(query());
}

/// OpenBLAS keeps a pool of its own, which libtorch's count does not reach; on a busy machine each product would wait
/// for the scheduler to wake it.
void setBlasThreads(int threads) {
    const auto set = reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (set != nullptr) set(threads);
}

}  // namespace

int physicalCores() {
    std::ifstream in("/proc/cpuinfo");
    std::set<std::pair<std::string, std::string>> cores;
    std::string line;
    std::string package;
    while (std::getline(in, line)) {
        const std::string value = line.substr(line.find(':') + 1);
        if (line.starts_with("physical id")) package = value;
        if (line.starts_with("core id")) cores.emplace(package, value);
    }
    const unsigned logical = std::thread::hardware_concurrency();
    return cores.empty() ? static_cast<int>(logical == 0 ? 1 : logical) : static_cast<int>(cores.size());
}

void setThreads(int threads) {
    const int count = threads > 0 ? threads : physicalCores();
    at::set_num_threads(count);
    setBlasThreads(count);
}

EngineFacts computeFacts() {
    EngineFacts facts;
    facts.torchVersion = TORCH_VERSION;
    facts.blas = openBlasConfig();
    facts.slowBlas = facts.blas.empty() && !at::hasMKL();
    if (facts.blas.empty()) facts.blas = at::hasMKL() ? "MKL" : "reference BLAS";
    facts.cudaBuild = at::hasCUDA();
    facts.threads = at::get_num_threads();
    return facts;
}

}  // namespace detox
