// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/fake_engine.h"
#include "tests/support/fake_export.h"
#include "tests/support/fake_run_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/text_file.h"
#include "ui/bridge/studio_settings.h"
#include "ui/dialogs/export_dialog.h"

namespace detox {

/// A run of "models/tiny" with checkpoints at updates 20, 40 and 60, on the disk and in a fake store; an engine that
/// exports as the test says; an empty folder to export into.
struct ExportFixture {
    ExportFixture() {
        std::filesystem::create_directories(files / "models" / "tiny");
        std::filesystem::create_directories(files / "given");
        settings.setExportFolder(QString::fromStdString((files / "given").string()));
        FakeRunStore::Run run;
        run.details.summary.name = "first-light";
        run.details.summary.model = run.details.config.models.model = (files / "models" / "tiny").string();
        for (const int update : {20, 40, 60}) run.checkpoints.push_back(checkpoint(update));
        for (const int update : {0, 20, 40, 60}) run.probes.push_back(madeUpProbe(update));
        store.add(run);
    }

    [[nodiscard]] CheckpointInfo checkpoint(int update) const {
        const std::filesystem::path folder = files / "checkpoints" / std::to_string(update);
        std::filesystem::create_directories(folder);
        writeText(folder / "config.json", "{}");
        writeText(folder / "model.safetensors", "");
        std::filesystem::resize_file(folder / "model.safetensors", 25'000'000);  // sparse
        return {.update = update,
                .folder = folder,
                .bytes = 25'000'002,
                .resumable = update == 60,
                .writtenMillis = 1'790'000'000'000 + update * 60'000};
    }
    [[nodiscard]] ui::ExportParts parts() {
        return {.engine = [this] { return Result<Engine*>(&engine); }, .store = store, .settings = settings};
    }

    TemporaryFolder files;
    FakeTraining training;
    FakeExport exporting;
    FakeEngine engine{training, &exporting};
    FakeRunStore store;
    ui::StudioSettings settings{QString::fromStdString((files / "settings.ini").string())};
};

}  // namespace detox
