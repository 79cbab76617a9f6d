// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline/post_processor.h"

#include <limits>

namespace detox {
namespace {

TokenId idAt(const JsonPart& json) {
    return static_cast<TokenId>(json.integer(0, std::numeric_limits<TokenId>::max()));
}

std::vector<TokenId> specialIds(const JsonPart& piece, const JsonPart& specials) {
    std::vector<TokenId> ids;
    for (const JsonPart& id : specials.at(piece.at("id").text()).at("ids").elements()) ids.push_back(idAt(id));
    return ids;
}

/// Ids that every text carries: models read a few thousand.
void refuseMany(const JsonPart& json, const Surroundings& around) {
    if (around.before.size() + around.after.size() <= kMaxSteps) return;
    throw json.wrong("puts more than " + std::to_string(kMaxSteps) + " tokens around a text");
}

Surroundings readTemplate(const JsonPart& json) {
    Surroundings around;
    bool seenText = false;
    const JsonPart single = json.at("single");
    for (const JsonPart& piece : single.elements()) {
        if (const auto special = piece.find("SpecialToken")) {
            const std::vector<TokenId> ids = specialIds(*special, json.at("special_tokens"));
            std::vector<TokenId>& side = seenText ? around.after : around.before;
            side.insert(side.end(), ids.begin(), ids.end());
            continue;
        }
        const bool isText = piece.at("Sequence").at("id").text() == "A";
        if (!isText || seenText) throw single.wrong("must have the sequence A once and no other");
        seenText = true;
    }
    refuseMany(json, around);
    if (!seenText) throw single.wrong("must have the sequence A once and no other");
    return around;
}

/// BertProcessing and RobertaProcessing: each token is ["content", id].
TokenId idOfPair(const JsonPart& json) {
    const std::vector<JsonPart> pair = json.elements();
    if (pair.size() != 2) throw json.wrong("must be a token and its id");
    return idAt(pair[1]);
}

void wrap(Surroundings& inner, const Surroundings& outer) {
    inner.before.insert(inner.before.begin(), outer.before.begin(), outer.before.end());
    inner.after.insert(inner.after.end(), outer.after.begin(), outer.after.end());
}

}  // namespace

Surroundings readPostProcessor(const std::optional<JsonPart>& json) {
    if (!json) return {};
    const std::string& type = json->at("type").text();
    if (type == "ByteLevel") return {};  // it trims offsets, which nothing here has
    if (type == "TemplateProcessing") return readTemplate(*json);
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        return {{idOfPair(json->at("cls"))}, {idOfPair(json->at("sep"))}};
    }
    if (type != "Sequence") {
        throw json->unknownStep("ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing and Sequence");
    }
    Surroundings around;
    for (const JsonPart& step : json->at("processors").elements()) {
        wrap(around, readPostProcessor(step));
        refuseMany(step, around);
    }
    return around;
}

}  // namespace detox
