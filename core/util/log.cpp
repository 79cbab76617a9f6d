// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/log.h"

#include <memory>
#include <vector>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "core/util/utf8.h"

namespace detox::log {
namespace {

constexpr std::size_t kFileBytes = 5U << 20U;
constexpr std::size_t kFiles = 5;
constexpr std::size_t kQuotedBytes = 512;

spdlog::level::level_enum toSpdlog(Level level) {
    switch (level) {
        case Level::Debug:
            return spdlog::level::debug;
        case Level::Info:
            return spdlog::level::info;
        case Level::Warn:
            return spdlog::level::warn;
        case Level::Error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

spdlog::sink_ptr fileSink(const std::filesystem::path& folder) {
    try {
        std::filesystem::create_directories(folder);
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(folder / "detox-studio.log", kFileBytes, kFiles);
    } catch (const std::exception&) {
        return nullptr;  // stderr remains; a studio that cannot log still works
    }
}

}  // namespace

void start(Level level, const std::filesystem::path& folder) {
    std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
    if (!folder.empty()) {
        if (auto file = fileSink(folder)) sinks.push_back(std::move(file));
    }
    auto logger = std::make_shared<spdlog::logger>("detox", sinks.begin(), sinks.end());
    logger->set_level(toSpdlog(level));
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

void debug(std::string_view message) {
    spdlog::debug("{}", message);
}
void info(std::string_view message) {
    spdlog::info("{}", message);
}
void warn(std::string_view message) {
    spdlog::warn("{}", message);
}
void error(std::string_view message) {
    spdlog::error("{}", message);
}

std::string quoted(std::string_view text) {
    const bool cut = text.size() > kQuotedBytes;
    std::string out = "\"" + utf8::visible(text.substr(0, kQuotedBytes), utf8::Newlines::Escape);
    return out += cut ? "…\"" : "\"";
}

}  // namespace detox::log
