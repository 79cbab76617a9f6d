// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/strided_read.h"

#include <algorithm>
#include <cstring>

namespace detox {
namespace {

constexpr std::size_t kMinBufferBytes = 1U << 20U;

/// One dimension: steps in bytes from an element to the next, in the storage and in the row-major tensor.
struct Axis {
    std::size_t size = 0;
    std::size_t from = 0;
    std::size_t to = 0;
};

/// The axes longer than one element, that of the widest step in the storage first.
std::vector<Axis> axesOf(const StridedLayout& layout) {
    std::vector<Axis> axes;
    std::size_t to = layout.elementBytes;
    for (std::size_t i = layout.shape.size(); i-- > 0;) {
        const auto size = static_cast<std::size_t>(layout.shape[i]);
        if (size != 1) axes.push_back({size, static_cast<std::size_t>(layout.strides[i]) * layout.elementBytes, to});
        to *= size;
    }
    std::stable_sort(axes.begin(), axes.end(), [](const Axis& a, const Axis& b) { return a.from > b.from; });
    return axes;
}

std::size_t extent(std::span<const Axis> axes, std::size_t elementBytes) {
    std::size_t bytes = elementBytes;
    for (const Axis& axis : axes) bytes += (axis.size - 1) * axis.from;
    return bytes;
}

/// Calls visit(from, to) for every position of `axes`, the last one fastest, until it fails.
template <class Visit>
Result<void> walk(std::span<const Axis> axes, Visit visit) {
    std::vector<std::size_t> position(axes.size(), 0);
    std::size_t from = 0;
    std::size_t to = 0;
    for (;;) {
        if (auto visited = visit(from, to); !visited) return visited;
        std::size_t i = axes.size();
        while (i > 0 && position[i - 1] + 1 == axes[i - 1].size) {
            --i;
            from -= position[i] * axes[i].from;
            to -= position[i] * axes[i].to;
            position[i] = 0;
        }
        if (i == 0) return {};
        ++position[i - 1];
        from += axes[i - 1].from;
        to += axes[i - 1].to;
    }
}

}  // namespace

bool isContiguous(const StridedLayout& layout) {
    std::int64_t expected = 1;
    for (std::size_t i = layout.shape.size(); i-- > 0;) {
        if (layout.shape[i] != 1 && layout.strides[i] != expected) return false;
        expected *= layout.shape[i];
    }
    return true;
}

Result<void> readStrided(const StridedLayout& layout, const ReadRange& read, std::span<std::byte> destination) {
    if (destination.empty()) return {};
    const std::vector<Axis> axes = axesOf(layout);
    const std::size_t limit = std::max(destination.size(), kMinBufferBytes);
    std::size_t outer = 0;
    while (extent(std::span(axes).subspan(outer), layout.elementBytes) > limit) ++outer;
    const auto inner = std::span(axes).subspan(outer);
    std::vector<std::byte> buffer(extent(inner, layout.elementBytes));
    return walk(std::span(axes).first(outer), [&](std::size_t blockFrom, std::size_t blockTo) -> Result<void> {
        if (auto got = read(blockFrom, buffer); !got) return got;
        return walk(inner, [&](std::size_t from, std::size_t to) -> Result<void> {
            std::memcpy(&destination[blockTo + to], &buffer[from], layout.elementBytes);
            return {};
        });
    });
}

}  // namespace detox
