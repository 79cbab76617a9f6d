// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/sqlite_errors.h"

#include <sqlite3.h>
#include <string>

namespace detox {

Error storageError(const SQLite::Exception& exception, const std::filesystem::path& database) {
    const std::string name = database.string();
    switch (exception.getErrorCode() & 0xff) {
        case SQLITE_FULL:
            return {ErrorKind::DiskFull, "The disk that holds " + name +
                                             " is full. Free some space; everything saved so far is still there."};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return invalidInput(
                "The run database " + name +
                " is damaged or no database. Move it away to start a new one, or put a backup in its place.");
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {ErrorKind::Io,
                    "The run database " + name + " cannot be written. Check its permissions and its folder's."};
        case SQLITE_CANTOPEN:
            return {ErrorKind::Io,
                    "The run database " + name + " cannot be opened. Check its permissions and its folder's."};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::Io, "The run database " + name + " is in use by another program. Try again."};
        case SQLITE_IOERR:
            return {ErrorKind::Io, "The disk failed while using " + name + " (" + exception.getErrorStr() + ")."};
        case SQLITE_NOMEM:
            return {ErrorKind::OutOfMemory, "Not enough memory to use the run database " + name + "."};
        default:
            return internalError("The run database " + name + " refused a request: " + exception.what() + ".");
    }
}

}  // namespace detox
