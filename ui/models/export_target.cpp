// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/export_target.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include "core/util/files.h"
#include "ui/models/display_text.h"
#include "ui/models/run_table_model.h"

namespace detox::ui {
namespace {

namespace fs = std::filesystem;

constexpr qsizetype kLongestModelName = 80;
constexpr std::size_t kLongestFileName = 255;  ///< bytes, on every usual file system

QString translated(const char* text) {
    return QCoreApplication::translate("detox::ui::ExportTarget", text);
}

/// A dangling link counts, too: nothing can be made under its name.
bool isTaken(const fs::path& path) {
    std::error_code code;
    return fs::exists(fs::symlink_status(path, code));
}

bool isWeights(const fs::path& file) {
    return file.extension() == ".safetensors" || file.extension() == ".bin";
}

QString nameProblem(const fs::path& folder) {
    if (folder.empty()) return translated("Write where the new folder goes.");
    if (!folder.is_absolute()) return translated("Write the whole path, from / on.");
    if (isTaken(folder)) return translated("This exists already and is not overwritten. Choose another name.");
    if (folder.filename().string().size() > kLongestFileName)
        return translated("The name is too long: %1 bytes at most.").arg(kLongestFileName);
    return {};
}

QString parentProblem(const fs::path& parent) {
    const QString shown = plainLine(parent.string());
    const QFileInfo info(QString::fromStdString(parent.string()));
    if (!info.exists()) return translated("The folder %1 does not exist. Choose another one.").arg(shown);
    if (!info.isDir()) return translated("%1 is a file, not a folder. Choose another one.").arg(shown);
    if (!info.isWritable() || !info.isExecutable())
        return translated("Nothing can be written in %1. Choose another folder.").arg(shown);
    return {};
}

QString spaceProblem(std::int64_t free, std::int64_t needed) {
    if (needed <= free) return {};
    return translated("This disk has %1 free and the export takes about %2. Choose another disk or smaller weights.")
        .arg(byteSize(free), byteSize(needed));
}

}  // namespace

QString exportFolderName(const std::string& model, std::int64_t run, int update) {
    static const QRegularExpression foreign(QStringLiteral("[^A-Za-z0-9._]+"));
    static const QRegularExpression edges(QStringLiteral("^[-.]+|[-.]+$"));
    QString name = shortModelName(model).replace(foreign, QStringLiteral("-")).remove(edges);
    name.truncate(kLongestModelName);
    if (name.isEmpty()) name = QStringLiteral("model");
    return QStringLiteral("%1-detoxified-run%2-update%3").arg(name).arg(run).arg(update);
}

QString unusedPath(const QString& parent, const QString& name) {
    const QString first = QDir(parent).filePath(name);
    QString path = first;
    for (int copy = 2; isTaken(path.toStdString()); ++copy) path = QStringLiteral("%1-%2").arg(first).arg(copy);
    return path;
}

std::int64_t ExportSize::bytes(WeightType type) const {
    return (type == WeightType::Float32 ? weights : weights / 2) + others;
}

ExportSize exportSize(const fs::path& checkpoint) {
    ExportSize size;
    std::error_code code;
    for (auto item = fs::directory_iterator(checkpoint, code); !code && item != fs::directory_iterator();
         item.increment(code)) {
        std::error_code unreadable;
        const bool file = item->is_regular_file(unreadable);
        const std::uintmax_t bytes = file ? item->file_size(unreadable) : 0;
        if (unreadable) continue;
        (isWeights(item->path()) ? size.weights : size.others) += static_cast<std::int64_t>(bytes);
    }
    return size;
}

ExportTarget exportTarget(const QString& path, std::int64_t bytes) {
    const QString given = path.trimmed();
    ExportTarget target{.folder = given.isEmpty() ? std::string() : QDir::cleanPath(given).toStdString()};
    target.problem = nameProblem(target.folder);
    if (target.problem.isEmpty()) target.problem = parentProblem(target.folder.parent_path());
    if (!target.problem.isEmpty()) return target;
    const auto free = freeBytes(target.folder.parent_path());
    if (!free) return target.problem = plainLine(free.error().message()), target;
    target.freeBytes = static_cast<std::int64_t>(*free);
    target.problem = spaceProblem(target.freeBytes, bytes);
    return target;
}

}  // namespace detox::ui
