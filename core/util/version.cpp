// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/version.h"

#include "detox_version.h"

namespace detox {

std::string_view version() {
    return DETOX_VERSION;
}
std::string_view gitHash() {
    return DETOX_GIT_HASH;
}

}  // namespace detox
