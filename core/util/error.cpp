// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/error.h"

#include <system_error>

namespace detox {

Error ioError(const std::string& what, int code) {
    return {ErrorKind::Io, what + ": " + std::generic_category().message(code) + "."};
}

}  // namespace detox
