// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/run_names.h"

#include <array>
#include <string_view>

#include "core/util/random.h"

namespace detox {
namespace {

constexpr std::uint32_t kAttemptsWithoutNumber = 32;

constexpr std::array<std::string_view, 64> kAdjectives{
    "amber",  "balmy",   "bold",   "brave", "breezy", "bright", "brisk",  "calm",   "candid",  "clear",  "cosy",
    "crisp",  "curious", "dapper", "deft",  "early",  "fair",   "fleet",  "fond",   "fresh",   "gentle", "glad",
    "golden", "grand",   "green",  "happy", "hardy",  "honest", "keen",   "kind",   "light",   "lively", "lucid",
    "lunar",  "mellow",  "merry",  "mild",  "misty",  "neat",   "nimble", "noble",  "patient", "placid", "plucky",
    "polite", "quick",   "quiet",  "rosy",  "sandy",  "serene", "sharp",  "silver", "simple",  "smooth", "snowy",
    "soft",   "solar",   "steady", "sunny", "swift",  "tidy",   "upbeat", "warm",   "wise"};

constexpr std::array<std::string_view, 64> kNouns{
    "acorn",   "anchor", "aspen",   "badger",  "bay",     "beacon", "birch",   "bridge",  "brook",  "cedar", "cliff",
    "cloud",   "clover", "comet",   "coral",   "cove",    "crane",  "delta",   "dune",    "falcon", "fern",  "field",
    "finch",   "fjord",  "forest",  "garden",  "glacier", "glade",  "grove",   "harbour", "heron",  "hill",  "island",
    "juniper", "lagoon", "lantern", "lark",    "linden",  "maple",  "meadow",  "mesa",    "moon",   "moss",  "oak",
    "orchard", "otter",  "pebble",  "pine",    "plover",  "pond",   "prairie", "reef",    "ridge",  "river", "robin",
    "sparrow", "spring", "summit",  "thicket", "tide",    "valley", "walnut",  "willow",  "wren"};

template <std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, const RandomAddress& address) {
    return words[static_cast<std::size_t>(randomInteger(address, 0, N - 1))];
}

}  // namespace

std::string generatedRunName(std::int64_t seed, std::uint32_t attempt) {
    RandomAddress address{
        .seed = static_cast<std::uint64_t>(seed), .purpose = RandomPurpose::RunName, .sample = attempt};
    const std::string_view adjective = pick(kAdjectives, address);
    address.token = 1;
    std::string name = std::string(adjective) + "-" + std::string(pick(kNouns, address));
    if (attempt >= kAttemptsWithoutNumber) name += "-" + std::to_string(attempt);
    return name;
}

}  // namespace detox
