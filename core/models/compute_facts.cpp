// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/compute_facts.h"

#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/version.h>

#include "core/util/error.h"

namespace detox {
namespace {

/// OpenBLAS names itself; the reference BLAS of Debian exports no such symbol.
std::string openBlasConfig() {
    using Query = char* (*)();
    const auto query = reinterpret_cast<Query>(::dlsym(RTLD_DEFAULT, "openblas_get_config"));
    return query == nullptr ? std::string() : std::string(query());
}

/// OpenBLAS keeps a pool of its own, which libtorch's count does not reach. Products are divided among libtorch's
/// threads instead (products.h).
void useOneBlasThread() {
    const auto set = reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (set != nullptr) set(1);
}

/// As the driver names the first GPU; libtorch tells only through CUDA's own headers.
std::string gpuName() {
    std::error_code code;
    for (const auto& gpu : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", code)) {
        std::ifstream in(gpu.path() / "information");
        std::string line;
        while (std::getline(in, line)) {
            if (line.starts_with("Model:")) return line.substr(line.find_first_not_of(" \t", 6));
        }
    }
    return "CUDA GPU";
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
    useOneBlasThread();
}

at::Device computeDevice(Device wanted) {
    if (wanted == Device::Cpu) return at::kCPU;
    if (at::hasCUDA()) return at::Device(at::kCUDA, 0);
    if (wanted == Device::Cuda) {
        throw unsupported(
            "Device 'cuda' was asked for, but " +
            std::string(computeFacts().cudaBuild
                            ? "no CUDA GPU was found. Check the driver, or choose device 'cpu'."
                            : "this is a CPU build. Choose device 'cpu', or build with a CUDA libtorch."));
    }
    return at::kCPU;
}

std::string deviceName(at::Device device) {
    if (!device.is_cpu()) return gpuName();
    const int threads = at::get_num_threads();
    return std::to_string(threads) + (threads == 1 ? " processor core" : " processor cores");
}

EngineFacts computeFacts() {
    EngineFacts facts;
    facts.torchVersion = TORCH_VERSION;
    facts.blas = openBlasConfig();
    facts.slowBlas = facts.blas.empty() && !at::hasMKL();
    if (facts.blas.empty()) facts.blas = at::hasMKL() ? "MKL" : "reference BLAS";
#ifdef DETOX_CUDA_BUILD
    facts.cudaBuild = true;
    if (at::hasCUDA()) facts.gpu = gpuName();
#endif
    facts.threads = at::get_num_threads();
    return facts;
}

}  // namespace detox
