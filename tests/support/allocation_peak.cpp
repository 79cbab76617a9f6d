// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/allocation_peak.h"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace detox {
namespace {

std::atomic<std::size_t> g_alive{0};
std::atomic<std::size_t> g_peak{0};

void* counted(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    const std::size_t size = ::malloc_usable_size(memory);
    const std::size_t alive = g_alive.fetch_add(size) + size;
    std::size_t peak = g_peak.load();
    while (alive > peak && !g_peak.compare_exchange_weak(peak, alive)) continue;
    return memory;
}

void release(void* memory) {
    g_alive.fetch_sub(::malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

AllocationPeak::AllocationPeak() : m_before(g_alive) {
    g_peak = m_before;
}

std::size_t AllocationPeak::bytes() const {
    return g_peak - m_before;
}

}  // namespace detox

void* operator new(std::size_t size) {
    return detox::counted(std::malloc(size == 0 ? 1 : size));
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    void* memory = nullptr;
    return detox::counted(::posix_memalign(&memory, static_cast<std::size_t>(alignment), size) == 0 ? memory : nullptr);
}

void operator delete(void* memory) noexcept {
    detox::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    detox::release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    detox::release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    detox::release(memory);
}
