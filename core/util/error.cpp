// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/error.h"

#include <cerrno>
#include <system_error>

namespace detox {

Error ioError(const std::string& what, int code) {
    const bool full = code == ENOSPC || code == EDQUOT;
    return {full ? ErrorKind::DiskFull : ErrorKind::Io, what + ": " + std::generic_category().message(code) + "."};
}

}  // namespace detox
