// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace detox {

class TestForm : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void readsNumbersAsPeopleWriteThem_data();
    void readsNumbersAsPeopleWriteThem();
    void writesNumbersSoThatTheyReadBack();
    void everyFieldHasALabelAHelpAndARow();
    void saysWhatIsWrongAsOneTypes();
    void saysWhatDoesNotFitTogether();
    void takesGermanNumbers();
    void theDotTakesThePresetsValueBack();
    void searchFindsAnAdvancedField();
    void theCommandMakesTheSameConfiguration();
};

}  // namespace detox
