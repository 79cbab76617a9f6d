// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/text/tokenizer.h"
#include "tests/support/goldens.h"
#include "tests/support/temporary_folder.h"

namespace detox {

struct PublishedTokenizer {
    std::string name;
    std::unique_ptr<Tokenizer> tokenizer;
    bool keepsText = false;  ///< decode gives back what was encoded, without special tokens
    /// sentencepiece joins a run of unknown characters anew with each of them (src/sentencepiece_processor.cc,
    /// PopulateSentencePieceText): a megabyte of them takes half a minute. Models with byte fallback know all.
    bool isLinear = true;
};

/// A tokenizer of the named files alone, each under the name that a model's folder gives it.
struct PublishedFiles {
    std::string modelType;
    std::vector<std::pair<std::string, std::string>> files;  ///< in data/ beside DETOX_GOLDENS, and the folder's name
    bool keepsText = false;
    bool isLinear = true;
};

/// Every published tokenizer that is there; empty without DETOX_GOLDENS.
inline std::vector<PublishedTokenizer> publishedTokenizers() {
    const std::string root = "tokenizers/";
    std::vector<PublishedFiles> all;
    for (const auto& [type, vocabulary, merges] : {std::tuple{"gpt2", "gpt2/vocab.json", "gpt2/merges.txt"},
                                                   {"gptj", "gpt-j/vocab.json", "gpt-j/merges.txt"},
                                                   {"roberta", "roberta/vocab.json", "roberta/merges.txt"},
                                                   {"opt", "opt/gpt2-vocab.json", "opt/gpt2-merges.txt"}}) {
        all.push_back({type, {{root + vocabulary, "vocab.json"}, {root + merges, "merges.txt"}}, true});
    }
    for (const auto& [type, file, keepsText] : {std::tuple{"gpt2", "gpt2/tokenizer.json", true},
                                                {"gptj", "gpt-j/tokenizer.json", true},
                                                {"gpt_neox", "pythia-neox/tokenizer.json", false},
                                                {"gpt_neox", "pythia-neox/20B_tokenizer.json", false},
                                                {"bert", "bert-uncased/tokenizer.json", false}}) {
        all.push_back({type, {{root + file, "tokenizer.json"}}, keepsText});
    }
    for (const auto& [file, hasBytes] : {std::pair{"tokenizers/llama/tokenizer.model", true},
                                         {"tokenizers/sentencepiece/test_model.model", false},
                                         {"checkpoints/tinypellm/tinypellm.model", false}}) {
        all.push_back({"llama", {{file, "tokenizer.model"}}, false, hasBytes});
    }
    std::vector<PublishedTokenizer> found;
    for (const auto& [type, files, keepsText, isLinear] : all) {
        const TemporaryFolder folder;
        bool isThere = true;
        for (const auto& [from, to] : files) {
            const auto file = besideGoldens("data/" + from);
            isThere = isThere && !file.empty();
            if (isThere) std::filesystem::copy_file(file, folder / to);
        }
        if (!isThere) continue;
        found.push_back(
            {files[0].first, loadTokenizer(folder.path(), {{"model_type", type}}).orThrow(), keepsText, isLinear});
    }
    return found;
}

}  // namespace detox
