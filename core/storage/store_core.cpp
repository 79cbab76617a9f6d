// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/store_core.h"

#include <chrono>

#include "core/storage/connections.h"

namespace detox {
namespace {

std::string heldBy(const StorePaths& paths) {
    return "The data folder " + paths.data.string() + " is in use by " + DataFolderLock::holder(paths.lock()) +
           ", so runs can only be looked at. Close the other program or choose another data folder.";
}

Error unusable(const StorePaths& paths, const Error& reason) {
    return {reason.kind(), "The data folder " + paths.data.string() + " cannot be used. " + reason.message() +
                               " Choose a folder that can be written."};
}

}  // namespace

std::int64_t unixMillisNow() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Result<std::shared_ptr<StoreCore>> StoreCore::open(const std::filesystem::path& dataFolder) {
    std::shared_ptr<StoreCore> core(new StoreCore(StorePaths{std::filesystem::absolute(dataFolder)}));
    const StorePaths& paths = core->m_paths;
    if (auto made = createDirectories(paths.data); !made) return unusable(paths, made.error());
    auto lock = DataFolderLock::tryTake(paths.lock());
    if (!lock) return unusable(paths, lock.error());
    core->m_lock = std::move(lock).value();
    if (!core->m_lock) core->m_readOnlyReason = heldBy(paths);
    if (auto opened = core->openConnections(); !opened) return opened.error();
    return core;
}

Result<void> StoreCore::openConnections() {
    if (m_lock) {
        auto writer = openWriter(m_paths.database());
        if (!writer) return writer.error();
        m_writer = std::make_unique<WriterThread>(std::move(writer).value(), m_paths.database());
    }
    auto reader = openReader(m_paths.database());
    if (!reader) return reader.error();
    m_reader = std::move(reader).value();
    return {};
}

Result<void> StoreCore::write(Durability durability, WriterThread::Work work) {
    if (!m_writer) return Error(ErrorKind::Io, m_readOnlyReason);
    return m_writer->run(durability, std::move(work));
}

void StoreCore::post(Durability durability, WriterThread::Work work) {
    if (m_writer) m_writer->post(durability, std::move(work));
}

bool StoreCore::claim(std::int64_t id) {
    const std::lock_guard guard(m_claimMutex);
    return m_claimed.insert(id).second;
}

void StoreCore::release(std::int64_t id) {
    const std::lock_guard guard(m_claimMutex);
    m_claimed.erase(id);
}

bool StoreCore::isClaimed(std::int64_t id) const {
    const std::lock_guard guard(m_claimMutex);
    return m_claimed.contains(id);
}

}  // namespace detox
