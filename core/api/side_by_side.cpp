// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/side_by_side.h"

namespace detox {
namespace {

class Tagged final : public GenerationObserver {
public:
    Tagged(Side side, SideBySideObserver& observer) : m_side(side), m_observer(observer) {}
    void onPiece(const GeneratedPiece& piece) override { m_observer.onPiece(m_side, piece); }

private:
    Side m_side;
    SideBySideObserver& m_observer;
};

}  // namespace

Result<std::array<std::vector<GeneratedText>, 2>> generateSideBySide(TextGenerator& left, TextGenerator& right,
                                                                     const GenerationRequest& request,
                                                                     SideBySideObserver& observer,
                                                                     std::stop_token stop) {
    std::array<std::unique_ptr<Decoding>, 2> decodings;
    std::array<Tagged, 2> observers{Tagged(Side::Left, observer), Tagged(Side::Right, observer)};
    std::array<TextGenerator*, 2> generators{&left, &right};
    for (std::size_t side = 0; side < 2; ++side) {
        auto begun = generators[side]->begin(request);
        if (!begun) return begun.error();
        decodings[side] = std::move(begun).value();
    }
    std::array<bool, 2> live{true, true};
    while ((live[0] || live[1]) && !stop.stop_requested()) {
        for (std::size_t side = 0; side < 2; ++side) {
            if (!live[side] || stop.stop_requested()) continue;
            auto more = decodings[side]->step(observers[side]);
            if (!more) return more.error();
            live[side] = *more;
        }
    }
    return std::array{decodings[0]->texts(), decodings[1]->texts()};
}

}  // namespace detox
