// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// The one door to spdlog. Levels: error = the user must act; warn = degraded; info = once per run or update;
/// debug = per minibatch. Untrusted text (model output, file names) goes through log::quoted.
namespace detox::log {

enum class Level { Debug, Info, Warn, Error };

/// Logs to stderr, and to rotating files (5 × 5 MB) in `folder` when it is not empty. Call once per program.
/// A folder that cannot be written leaves logging on stderr only.
void start(Level level, const std::filesystem::path& folder = {});

void debug(std::string_view message);
void info(std::string_view message);
void warn(std::string_view message);
void error(std::string_view message);

/// `text` cut to 512 bytes, in double quotes, every byte below 0x20, DEL, C1 control, bidi control, line separator
/// and invalid UTF-8 sequence escaped, so that it can neither forge a line nor drive a terminal.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace detox::log
