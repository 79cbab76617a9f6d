// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <gmock/gmock.h>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/e2e/program.h"
#include "tests/support/temporary_folder.h"

namespace detox {

/// A model, a classifier, a judge and prompts, made once per program; every test has a data folder of its own and a
/// home, cache and resources that are empty.
class TinyWorld : public testing::Test {
protected:
    static void SetUpTestSuite();
    TinyWorld();

    [[nodiscard]] static std::string model() { return path("model"); }
    [[nodiscard]] static std::string classifier() { return path("classifier"); }
    [[nodiscard]] static std::string judge() { return path("judge"); }
    [[nodiscard]] static std::string prompts() { return path("prompts.jsonl"); }

    /// Arguments of a training of six updates that takes a second; `more` at their end.
    [[nodiscard]] std::vector<std::string> training(std::vector<std::string> more = {}) const;
    [[nodiscard]] std::string data() const { return (own / "data").string(); }
    /// A copy of the model that a test may spoil.
    [[nodiscard]] std::filesystem::path copyOfModel() const;

    const TemporaryFolder own;

private:
    static std::string path(const char* name);
};

/// It failed as the contract wants: exit 1, nothing on stdout, one sentence on stderr that contains `part`.
void expectFailure(const Ended& ended, const std::string& part);

}  // namespace detox
