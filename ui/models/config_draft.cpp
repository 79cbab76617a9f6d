// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/config_draft.h"

#include <algorithm>

#include <QRegularExpression>

#include "ui/models/display_text.h"
#include "ui/models/number_text.h"

namespace detox::ui {

QString shellQuoted(const QString& text) {
    static const QRegularExpression harmless(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (harmless.match(text).hasMatch()) return text;
    return QChar('\'') + QString(text).replace('\'', QStringLiteral("'\\''")) + QChar('\'');
}

ConfigDraft::ConfigDraft(QObject* parent)
    : QObject(parent), m_fields(fieldsOf(m_config)), m_baseFields(fieldsOf(m_base)) {
    check();
}

void ConfigDraft::load(const Preset& preset) {
    m_preset = preset;
    m_base = preset.config;
    resetAll();
}

int ConfigDraft::indexOf(const std::string& key) const {
    const auto found =
        std::find_if(m_fields.begin(), m_fields.end(), [&](const FieldInfo& field) { return field.spec.key == key; });
    return found == m_fields.end() ? -1 : static_cast<int>(found - m_fields.begin());
}

void ConfigDraft::enterText(int index, const QString& text) {
    const auto set = setFieldText(m_fields[static_cast<std::size_t>(index)], text, QLocale());
    if (set) {
        m_unread.erase(index);
    } else {
        m_unread[index] = plainLine(set.error().message());
    }
    check();
}

void ConfigDraft::choose(int index, const FieldValue& value) {
    const auto set = m_fields[static_cast<std::size_t>(index)].set(value);
    if (set) {
        m_unread.erase(index);
    } else {
        m_unread[index] = plainLine(set.error().message());
    }
    check();
}

void ConfigDraft::reset(int index) {
    const auto at = static_cast<std::size_t>(index);
    choose(index, m_baseFields[at].get());
}

void ConfigDraft::resetAll() {
    m_config = m_base;
    m_unread.clear();
    check();
    emit loaded();
}

bool ConfigDraft::changed(int index) const {
    const auto at = static_cast<std::size_t>(index);
    return m_unread.contains(index) || m_fields[at].get() != m_baseFields[at].get();
}

int ConfigDraft::changes() const {
    int count = 0;
    for (int i = 0; i < static_cast<int>(m_fields.size()); ++i) count += changed(i) ? 1 : 0;
    return count;
}

QString ConfigDraft::problem(int index) const {
    if (const auto unread = m_unread.find(index); unread != m_unread.end()) return unread->second;
    const auto crossed = m_crossed.find(index);
    return crossed == m_crossed.end() ? QString() : crossed->second;
}

std::vector<int> ConfigDraft::problems() const {
    std::vector<int> indices;
    for (int i = 0; i < static_cast<int>(m_fields.size()); ++i) {
        if (!problem(i).isEmpty()) indices.push_back(i);
    }
    return indices;
}

QStringList ConfigDraft::command() const {
    QStringList words{QStringLiteral("detox train")};
    if (!m_preset.id.empty()) words << QStringLiteral("--preset %1").arg(shellQuoted(plainLine(m_preset.id)));
    for (int i = 0; i < static_cast<int>(m_fields.size()); ++i) {
        if (!changed(i) || m_unread.contains(i)) continue;
        const FieldInfo& field = m_fields[static_cast<std::size_t>(i)];
        const QString flag = QString::fromStdString(flagName(field.spec.key));
        // A switch takes its value with "=": alone it means true.
        const QChar between = field.kind == FieldKind::Boolean ? '=' : ' ';
        words << "--" + flag + between + shellQuoted(QString::fromStdString(toText(field.get())));
    }
    return words;
}

void ConfigDraft::check() {
    m_crossed.clear();
    for (const auto& problem : crossCheck(m_config)) {
        if (const int index = indexOf(problem.key); index >= 0) m_crossed[index] = plainLine(problem.message);
    }
    emit edited();
}

}  // namespace detox::ui
