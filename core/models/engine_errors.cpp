// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/engine_errors.h"

#include <new>
#include <string>

#include <c10/util/Exception.h>

#include "core/util/log.h"

namespace detox {
namespace {

constexpr char kOutOfMemory[] = "Not enough memory. Use smaller batches, shorter texts or a smaller model.";

bool saysOutOfMemory(const std::string& text) {
    return text.find("not enough memory") != std::string::npos || text.find("out of memory") != std::string::npos;
}

}  // namespace

Error currentEngineError() {
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const c10::Error& error) {
        log::debug(log::quoted(error.what()));
        const std::string text = error.what_without_backtrace();
        if (saysOutOfMemory(text)) return {ErrorKind::OutOfMemory, kOutOfMemory};
        return internalError("The engine failed: " + text.substr(0, text.find('\n')));
    } catch (const std::bad_alloc&) {
        return {ErrorKind::OutOfMemory, kOutOfMemory};
    } catch (const std::exception& error) {
        return internalError(std::string("The engine failed: ") + error.what());
    } catch (...) {
        return internalError("The engine failed for a reason it does not name.");
    }
}

}  // namespace detox
