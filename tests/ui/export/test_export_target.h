// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestExportTarget : public QObject {
    Q_OBJECT
private slots:
    void init();
    void namesTakeFileNameCharactersOnly_data();
    void namesTakeFileNameCharactersOnly();
    void proposesWhatIsNotThere();
    void countsNoTrainerState();
    void saysWhatIsWrongWithAPlace_data();
    void saysWhatIsWrongWithAPlace();
    void refusesWhatDoesNotFit();
    void refusesAReadOnlyDisk();
    void longWordsGetPlacesToBreak();
};

}  // namespace detox
