// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <latch>
#include <stdexcept>
#include <vector>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "core/storage/writer_thread.h"
#include "tests/support/temporary_folder.h"

namespace detox {
namespace {

class WriterThreadTest : public testing::Test {
protected:
    std::unique_ptr<SQLite::Database> database() {
        auto made = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        made->exec("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t(x INTEGER UNIQUE)");
        return made;
    }
    int count() { return database()->execAndGet("SELECT count(*) FROM t").getInt(); }

    static WriterThread::Work insert(int x) {
        return [x](SQLite::Database& db) { db.exec("INSERT INTO t VALUES(" + std::to_string(x) + ")"); };
    }

    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "t.sqlite";
};

TEST_F(WriterThreadTest, HasCommittedWhenRunReturns) {
    WriterThread writer(database(), file);
    ASSERT_TRUE(writer.run(Durability::Process, insert(1)));
    EXPECT_EQ(count(), 1);
    ASSERT_TRUE(writer.run(Durability::Power, insert(2)));
    EXPECT_EQ(count(), 2);
}

TEST_F(WriterThreadTest, DoesWhatIsQueuedBeforeItEnds) {
    {
        WriterThread writer(database(), file);
        for (int x = 0; x < 500; ++x) writer.post(Durability::Process, insert(x));
    }
    EXPECT_EQ(count(), 500);
}

TEST_F(WriterThreadTest, AFailingJobTakesNoNeighbourWithIt) {
    std::latch started(1);
    std::latch go(1);
    {
        WriterThread writer(database(), file);
        writer.post(Durability::Process, [&](SQLite::Database&) {
            started.count_down();
            go.wait();
        });
        started.wait();  // what is queued from here on goes into one transaction
        for (int x = 1; x < 20; ++x) writer.post(Durability::Process, insert(x));
        writer.post(Durability::Process, insert(1));
        for (int x = 20; x < 40; ++x) writer.post(Durability::Process, insert(x));
        go.count_down();
    }
    EXPECT_EQ(count(), 39);
}

TEST_F(WriterThreadTest, UndoesAllOfAFailedJob) {
    WriterThread writer(database(), file);
    ASSERT_TRUE(writer.run(Durability::Process, insert(1)));
    const auto failed = writer.run(Durability::Process, [](SQLite::Database& db) {
        db.exec("INSERT INTO t VALUES(2)");
        db.exec("INSERT INTO t VALUES(1)");
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(count(), 1);
    EXPECT_TRUE(writer.run(Durability::Process, insert(2))) << "and goes on";
}

TEST_F(WriterThreadTest, CatchesWhatAJobThrows) {
    WriterThread writer(database(), file);
    const auto failed = writer.run(Durability::Process, [](SQLite::Database&) { throw std::runtime_error("why"); });
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message().find("why"), std::string::npos);
}

TEST_F(WriterThreadTest, KeepsTheOrder) {
    std::vector<int> order;
    {
        WriterThread writer(database(), file);
        for (int x = 0; x < 100; ++x)
            writer.post(Durability::Process, [&order, x](SQLite::Database&) { order.push_back(x); });
    }
    ASSERT_EQ(order.size(), 100U);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace detox
