// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_run_store.h"

namespace detox {
namespace {

class Writer final : public CheckpointWriter {
public:
    Writer(FakeRunStore& store, std::int64_t run, CheckpointInfo info)
        : m_store(store), m_run(run), m_info(std::move(info)) {}
    const std::filesystem::path& folder() const override { return m_info.folder; }
    Result<std::filesystem::path> commit() override {
        m_store.change(m_run, [&](FakeRunStore::Run& run) { run.checkpoints.push_back(m_info); });
        return m_info.folder;
    }

private:
    FakeRunStore& m_store;
    const std::int64_t m_run;
    const CheckpointInfo m_info;
};

class Recorder final : public RunRecorder {
public:
    Recorder(FakeRunStore& store, std::int64_t id)
        : m_store(store), m_id(id), m_folder("/fake/" + std::to_string(id)) {}

    std::int64_t id() const override { return m_id; }
    const std::filesystem::path& folder() const override { return m_folder; }

    Result<void> setState(RunState state) override {
        m_store.change(m_id, [&](auto& run) { run.details.summary.state = state; });
        return {};
    }
    Result<void> finish(RunState state, const std::optional<Measurement>& before,
                        const std::optional<Measurement>& after, const std::string& message) override {
        m_store.change(m_id, [&](auto& run) {
            auto& summary = run.details.summary;
            summary.state = state;
            summary.before = before;
            summary.after = after;
            summary.message = message;
        });
        return {};
    }
    Result<void> recordUpdate(const UpdateReport& report) override {
        m_store.change(m_id, [&](auto& run) {
            for (const auto& [name, value] : report.metrics) run.metrics[name].push_back({report.update, value});
            run.samples.insert(run.samples.end(), report.samples.begin(), report.samples.end());
            run.details.summary.updates = report.update;
        });
        return {};
    }
    Result<void> recordProbe(const ProbeReport& report) override {
        m_store.change(m_id, [&](auto& run) { run.probes.push_back(report); });
        return {};
    }
    Result<void> recordEvent(const TrainingEvent& event) override {
        m_store.change(m_id, [&](auto& run) {
            run.journal.push_back({0, event.update, event.kind, event.text, event.remedy});
        });
        return {};
    }
    Result<std::unique_ptr<CheckpointWriter>> begin(int update, bool resumable) override {
        CheckpointInfo info{.update = update,
                            .folder = m_folder / std::to_string(update),
                            .bytes = 1'000'000,
                            .resumable = resumable,
                            .writtenMillis = 0};
        return std::unique_ptr<CheckpointWriter>(std::make_unique<Writer>(m_store, m_id, std::move(info)));
    }

private:
    FakeRunStore& m_store;
    const std::int64_t m_id;
    const std::filesystem::path m_folder;
};

}  // namespace

std::int64_t FakeRunStore::add(Run run) {
    const std::lock_guard lock(m_mutex);
    const std::int64_t id = m_next++;
    run.details.summary.id = id;
    m_runs[id] = std::move(run);
    return id;
}

FakeRunStore::Run FakeRunStore::copyOf(std::int64_t id) const {
    const std::lock_guard lock(m_mutex);
    return m_runs.at(id);
}

Result<std::vector<RunSummary>> FakeRunStore::runs() const {
    const std::lock_guard lock(m_mutex);
    std::vector<RunSummary> out;
    for (auto it = m_runs.rbegin(); it != m_runs.rend(); ++it) out.push_back(it->second.details.summary);
    return out;
}

template <class Part>
auto FakeRunStore::part(std::int64_t id, Part Run::*member) const -> Result<Part> {
    const std::lock_guard lock(m_mutex);
    const auto found = m_runs.find(id);
    if (found == m_runs.end()) return notFound("There is no run " + std::to_string(id) + ".");
    return found->second.*member;
}

Result<RunDetails> FakeRunStore::run(std::int64_t id) const {
    return part(id, &Run::details);
}
Result<std::map<std::string, std::vector<MetricPoint>>> FakeRunStore::metrics(std::int64_t id) const {
    return part(id, &Run::metrics);
}
Result<std::vector<RolloutSample>> FakeRunStore::samples(std::int64_t id, int limit) const {
    auto all = part(id, &Run::samples);
    if (!all) return all;
    std::vector<RolloutSample> newest(all->rbegin(), all->rend());
    if (newest.size() > static_cast<std::size_t>(limit)) newest.resize(static_cast<std::size_t>(limit));
    return newest;
}
Result<std::vector<ProbeReport>> FakeRunStore::probes(std::int64_t id) const {
    return part(id, &Run::probes);
}
Result<std::vector<CheckpointInfo>> FakeRunStore::checkpoints(std::int64_t id) const {
    return part(id, &Run::checkpoints);
}
Result<std::vector<JournalEntry>> FakeRunStore::journal(std::int64_t id) const {
    return part(id, &Run::journal);
}

Result<std::unique_ptr<RunRecorder>> FakeRunStore::create(const RunConfig& config, const std::string& preset) {
    Run run;
    run.details.config = config;
    run.details.summary.name = "run-" + std::to_string(m_next);
    run.details.summary.model = config.models.model;
    run.details.summary.preset = preset;
    run.details.summary.totalUpdates = config.ppo.updates;
    return std::unique_ptr<RunRecorder>(std::make_unique<Recorder>(*this, add(std::move(run))));
}

Result<std::unique_ptr<RunRecorder>> FakeRunStore::reopen(std::int64_t id, int fromUpdate) {
    change(id, [&](Run& run) {
        run.details.summary.state = RunState::Running;
        run.details.summary.updates = fromUpdate;
        for (auto& [name, points] : run.metrics) std::erase_if(points, [&](auto& p) { return p.update > fromUpdate; });
    });
    return std::unique_ptr<RunRecorder>(std::make_unique<Recorder>(*this, id));
}

Result<void> FakeRunStore::rename(std::int64_t id, const std::string& name) {
    change(id, [&](Run& run) { run.details.summary.name = name; });
    return {};
}

Result<void> FakeRunStore::remove(std::int64_t id) {
    const std::lock_guard lock(m_mutex);
    m_runs.erase(id);
    return {};
}

}  // namespace detox
