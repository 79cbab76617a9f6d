// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/config/field.h"
#include "core/config/machine_config.h"
#include "core/config/weight_type.h"

namespace detox {

/// AdamW (Loshchilov and Hutter 2019) with linear warm-up and cosine decay to a tenth.
struct OptimiserConfig {
    double learningRate = 1e-3;
    double weightDecay = 0.01;
    double maxGradNorm = 1.0;
    double warmupShare = 0.03;  ///< of all steps
    int batchSize = 32;
};

template <class V>
void describe(V& v, OptimiserConfig& c) {
    v.field(c.learningRate, {.key = "learningRate",
                             .label = "Learning rate",
                             .range = {1e-9, 1},
                             .help = "Peak step size of AdamW.",
                             .level = Level::Essential});
    v.field(c.weightDecay,
            {.key = "weightDecay", .label = "Weight decay", .range = {0, 10}, .help = "Decoupled decay of matrices."});
    v.field(c.maxGradNorm,
            {.key = "maxGradNorm", .label = "Gradient norm limit", .range = {0, 1e6}, .help = "0 is off."});
    v.field(c.warmupShare, {.key = "warmupShare",
                            .label = "Warm-up",
                            .range = {0, 1},
                            .help = "Share of the steps with a rising learning rate."});
    v.field(c.batchSize, {.key = "batchSize",
                          .label = "Batch size",
                          .unit = "rows",
                          .range = {1, 65536},
                          .help = "Rows per step.",
                          .level = Level::Essential});
}

/// Shape and schedule of a language model made from scratch (family gpt_neo).
struct FitLanguageModelConfig {
    int vocabulary = 6000;
    int hidden = 256;
    int layers = 6;
    int heads = 8;
    int contextTokens = 128;  ///< positions the model has
    int rowTokens = 64;       ///< tokens per training row
    double epochs = 3;
    double maxMinutes = 0;  ///< 0: no limit; the schedule is stretched to end there
    double dropout = 0;
    double heldOutShare = 0.02;
    std::string textColumn;  ///< of CSV inputs
    OptimiserConfig optimiser;
    double savedTemperature = 1;  ///< divides the logits of the finished model
    WeightType savedWeights = WeightType::Float32;
    std::int64_t seed = 0;
    MachineConfig machine;
};

template <class V>
void describe(V& v, FitLanguageModelConfig& c) {
    v.field(c.vocabulary, {.key = "vocabulary",
                           .label = "Vocabulary",
                           .unit = "pieces",
                           .range = {300, 200'000},
                           .help = "Size of the sentencepiece vocabulary."});
    v.field(c.hidden, {.key = "hidden", .label = "Hidden size", .range = {8, 8192}, .help = "Width of the model."});
    v.field(c.layers, {.key = "layers", .label = "Layers", .range = {1, 128}, .help = "Depth of the model."});
    v.field(
        c.heads,
        {.key = "heads", .label = "Heads", .range = {1, 128}, .help = "Attention heads; must divide the hidden size."});
    v.field(c.contextTokens, {.key = "contextTokens",
                              .label = "Context",
                              .unit = "tokens",
                              .range = {8, 8192},
                              .help = "Positions the model has."});
    v.field(c.rowTokens, {.key = "rowTokens",
                          .label = "Row length",
                          .unit = "tokens",
                          .range = {8, 8192},
                          .help = "Tokens per training row."});
    v.field(c.epochs, {.key = "epochs", .label = "Epochs", .range = {0.001, 10000}, .help = "Passes over the text."});
    v.field(c.maxMinutes, {.key = "maxMinutes",
                           .label = "Time limit",
                           .unit = "minutes",
                           .range = {0, 100'000},
                           .help = "End after this long, with the learning rate decayed to fit; 0 is no limit."});
    v.field(c.dropout, {.key = "dropout",
                        .label = "Dropout",
                        .range = {0, 0.9},
                        .help = "While training, of the embeddings and of what each layer adds."});
    v.field(c.heldOutShare, {.key = "heldOutShare",
                             .label = "Held out",
                             .range = {0, 0.5},
                             .help = "Share of documents kept for measuring."});
    v.field(c.textColumn, {.key = "textColumn", .label = "Text column", .help = "Of CSV inputs; empty takes 'text'."});
    describe(v, c.optimiser);
    v.field(c.savedTemperature, {.key = "savedTemperature",
                                 .label = "Saved temperature",
                                 .range = {0.1, 10},
                                 .help = "Divides the logits of the finished model, so that plain sampling from it is "
                                         "what sampling at this temperature from the trained one was."});
    v.field(c.savedWeights, {.key = "savedWeights",
                             .label = "Saved weights",
                             .help = "Element type in the finished folder; bfloat16 halves its size."});
    v.field(c.seed,
            {.key = "seed", .label = "Seed", .range = {0, 9e15}, .help = "Same seed and settings: same weights."});
    describe(v, c.machine);
}

/// Shape and schedule of a classifier made from scratch (RoBERTa architecture).
struct FitClassifierConfig {
    int vocabulary = 6000;
    int hidden = 192;
    int layers = 3;
    int heads = 6;
    int maxTokens = 64;
    double epochs = 4;
    double maxMinutes = 0;
    double dropout = 0.1;
    double heldOutShare = 0.1;  ///< where the table has no split column
    std::string textColumn = "text";
    std::string labelColumn = "label";
    std::string toxicValues = "hate,offensive,1";  ///< label values that mean toxic, or ">=0.5" for scores
    std::string targetColumn;                      ///< P(toxic) to train towards, 0 to 1; empty: the label
    std::string weightColumn;                      ///< weight of a row's loss, 0 or more; empty: 1
    std::string neutralName = "nothate";
    std::string toxicName = "hate";
    double pretrainEpochs = 0;  ///< masked-language-model epochs first, over these and the unlabelled texts
    double hideShare = 0;       ///< of the tokens, hidden while training on labels
    bool foldCase = true;       ///< the vocabulary is made blind to case, width and repeated spaces
    OptimiserConfig optimiser;
    WeightType savedWeights = WeightType::Float32;
    std::int64_t seed = 0;
    MachineConfig machine;
};

template <class V>
void describe(V& v, FitClassifierConfig& c) {
    v.field(c.vocabulary, {.key = "vocabulary",
                           .label = "Vocabulary",
                           .unit = "pieces",
                           .range = {300, 200'000},
                           .help = "Size of the vocabulary when a tokenizer is made."});
    v.field(c.hidden, {.key = "hidden", .label = "Hidden size", .range = {8, 8192}, .help = "Width of the model."});
    v.field(c.layers, {.key = "layers", .label = "Layers", .range = {1, 128}, .help = "Depth of the model."});
    v.field(
        c.heads,
        {.key = "heads", .label = "Heads", .range = {1, 128}, .help = "Attention heads; must divide the hidden size."});
    v.field(c.maxTokens, {.key = "maxTokens",
                          .label = "Longest text",
                          .unit = "tokens",
                          .range = {8, 8192},
                          .help = "Longer texts are cut."});
    v.field(c.epochs,
            {.key = "epochs", .label = "Epochs", .range = {0.001, 10000}, .help = "Passes over the labelled texts."});
    v.field(c.maxMinutes, {.key = "maxMinutes",
                           .label = "Time limit",
                           .unit = "minutes",
                           .range = {0, 100'000},
                           .help = "End after this long; 0 is no limit."});
    v.field(c.dropout, {.key = "dropout", .label = "Dropout", .range = {0, 0.9}, .help = "While training."});
    v.field(c.heldOutShare, {.key = "heldOutShare",
                             .label = "Held out",
                             .range = {0, 0.5},
                             .help = "Share of rows kept for measuring where the table has no split column."});
    v.field(c.textColumn, {.key = "textColumn", .label = "Text column", .help = "Name of the column with the text."});
    v.field(c.labelColumn,
            {.key = "labelColumn", .label = "Label column", .help = "Name of the column with the label."});
    v.field(c.toxicValues, {.key = "toxicValues",
                            .label = "Toxic values",
                            .help = "Label values that mean toxic, separated by commas, or >=0.5 for scores."});
    v.field(c.targetColumn, {.key = "targetColumn",
                             .label = "Target column",
                             .help = "Column with the share of people who call the text toxic, 0 to 1, to train "
                                     "towards; empty trains towards the label. Measured against the label always."});
    v.field(c.weightColumn, {.key = "weightColumn",
                             .label = "Weight column",
                             .help = "Column with the weight of a row while training, 0 or more; empty is 1."});
    v.field(c.neutralName, {.key = "neutralName", .label = "Neutral label", .help = "Name of label 0."});
    v.field(c.toxicName, {.key = "toxicName", .label = "Toxic label", .help = "Name of label 1."});
    v.field(c.pretrainEpochs, {.key = "pretrainEpochs",
                               .label = "Pretraining epochs",
                               .range = {0, 1000},
                               .help = "Masked-language-model passes over all texts before the labels."});
    v.field(c.hideShare, {.key = "hideShare",
                          .label = "Hidden tokens",
                          .range = {0, 0.9},
                          .help = "Share of tokens hidden while training on labels, so that no single word decides."});
    v.field(c.foldCase, {.key = "foldCase",
                         .label = "Fold case",
                         .help = "Read upper and lower case, wide letters and repeated spaces alike."});
    describe(v, c.optimiser);
    v.field(c.savedWeights, {.key = "savedWeights",
                             .label = "Saved weights",
                             .help = "Element type in the finished folder; bfloat16 halves its size."});
    v.field(c.seed,
            {.key = "seed", .label = "Seed", .range = {0, 9e15}, .help = "Same seed and settings: same weights."});
    describe(v, c.machine);
}

}  // namespace detox
