// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <filesystem>
#include <utility>

#include <SQLiteCpp/Exception.h>

#include "core/util/result.h"

namespace detox {

/// SQLite's reason as one sentence that names the database and what to do.
[[nodiscard]] Error storageError(const SQLite::Exception& exception, const std::filesystem::path& database);

/// Runs `body` (returning Result<T>) and turns what SQLite or the library throws into an Error.
template <class Body>
[[nodiscard]] auto storageCall(const std::filesystem::path& database, Body&& body) -> decltype(body()) {
    try {
        return std::forward<Body>(body)();
    } catch (const SQLite::Exception& exception) {
        return storageError(exception, database);
    } catch (const Error& error) {
        return error;
    } catch (const std::exception& exception) {
        return internalError("The run database " + database.string() + " cannot be used: " + exception.what() + ".");
    }
}

}  // namespace detox
