// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QObject>

#include "core/config/preset.h"

namespace detox::ui {

/// A run's settings while they are being edited, against the preset they came from: what differs, what is wrong, and
/// the command that would do the same. A field that cannot be read keeps its last good value.
class ConfigDraft final : public QObject {
    Q_OBJECT
public:
    explicit ConfigDraft(QObject* parent = nullptr);

    /// Starts over from `preset`.
    void load(const Preset& preset);
    [[nodiscard]] const Preset& preset() const { return m_preset; }
    [[nodiscard]] const RunConfig& config() const { return m_config; }

    /// The fields of config(), in the order of the description. They stay valid as long as the draft.
    [[nodiscard]] const std::vector<FieldInfo>& fields() const { return m_fields; }
    /// -1 when there is none.
    [[nodiscard]] int indexOf(const std::string& key) const;

    /// What a person typed, in the application's locale.
    void enterText(int index, const QString& text);
    /// A switch or a choice.
    void choose(int index, const FieldValue& value);
    void reset(int index);
    void resetAll();

    [[nodiscard]] bool changed(int index) const;
    [[nodiscard]] int changes() const;
    /// One sentence for the field, or nothing: what was typed, else what does not fit the other settings.
    [[nodiscard]] QString problem(int index) const;
    /// Indices of the fields with a problem, ascending.
    [[nodiscard]] std::vector<int> problems() const;

    /// The equivalent call of the command line, arguments quoted for a POSIX shell.
    [[nodiscard]] QStringList command() const;

signals:
    /// A value or a problem changed.
    void edited();
    /// Every field may differ: another preset, or all were reset.
    void loaded();

private:
    void check();

    Preset m_preset;
    RunConfig m_config;
    RunConfig m_base;
    std::vector<FieldInfo> m_fields;
    std::vector<FieldInfo> m_baseFields;
    std::map<int, QString> m_unread;   ///< by field: why the text cannot be taken
    std::map<int, QString> m_crossed;  ///< by field: what crossCheck says
};

/// `text` as one word of a POSIX shell.
[[nodiscard]] QString shellQuoted(const QString& text);

}  // namespace detox::ui
