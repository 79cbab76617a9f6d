// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/chart_spec.h"

#include <QCoreApplication>

#include "core/api/metric_names.h"
#include "ui/models/display_text.h"
#include "ui/plots/run_curves.h"

namespace detox::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("detox::ui::Charts", text);
}

SeriesSpec line(const char* metric, const QString& name) {
    SeriesSpec series;
    series.metric = metric;
    series.name = name;
    return series;
}

ChartSpec chart(const char* key, const char* title, SeriesSpec series) {
    ChartSpec spec;
    spec.key = QLatin1String(key);
    spec.title = translated(title);
    spec.series.push_back(std::move(series));
    return spec;
}

ChartSpec reward() {
    ChartSpec spec = chart("reward", QT_TRANSLATE_NOOP("detox::ui::Charts", "Reward"),
                           line(metric::kRewardMean, translated("mean ± std")));
    spec.series[0].deviation = metric::kRewardStd;
    return spec;
}

ChartSpec toxicity() {
    ChartSpec spec = chart("toxicity", QT_TRANSLATE_NOOP("detox::ui::Charts", "Toxicity"),
                           line(metric::kToxicity, translated("reward model")));
    SeriesSpec judge = line(probe::kToxicity, translated("judge, probe set"));
    judge.style = 2;
    judge.smoothing = SeriesSpec::Smoothing::AsMeasured;
    spec.series.push_back(judge);
    spec.floor = 0;
    return spec;
}

ChartSpec kl(const PpoConfig& ppo) {
    ChartSpec spec =
        chart("kl", QT_TRANSLATE_NOOP("detox::ui::Charts", "KL to the original"), line(metric::kKl, translated("KL")));
    if (ppo.klControl == KlControl::Adaptive)
        spec.reference = ReferenceLine{translated("target %1").arg(decimal(ppo.klTarget, 1)), ppo.klTarget};
    spec.floor = 0;
    spec.format.decimals = 1;
    spec.emptyUpper = ppo.klTarget * 1.5;
    return spec;
}

ChartSpec length(const GenerationConfig& generation) {
    ChartSpec spec = chart("length", QT_TRANSLATE_NOOP("detox::ui::Charts", "Response length"),
                           line(metric::kResponseLengthMean, translated("tokens, mean")));
    if (const int floor = generation.sampler.minNewTokens; floor > 0)
        spec.reference = ReferenceLine{translated("floor %1").arg(floor), double(floor)};
    spec.format.decimals = 1;
    spec.emptyUpper = generation.length.maxResponseTokens;
    return spec;
}

ChartSpec endedEarly() {
    ChartSpec spec = chart("ended-early", QT_TRANSLATE_NOOP("detox::ui::Charts", "Ended by themselves"),
                           line(metric::kEosRate, translated("EOS rate")));
    spec.format = {.decimals = 0, .factor = 100, .suffix = QStringLiteral("\u00a0%")};
    spec.floor = 0;
    spec.onlyWithData = true;
    return spec;
}

ChartSpec perplexity() {
    ChartSpec spec = chart("perplexity", QT_TRANSLATE_NOOP("detox::ui::Charts", "Perplexity under the original"),
                           line(probe::kPerplexity, translated("probe set")));
    spec.series[0].smoothing = SeriesSpec::Smoothing::AsMeasured;
    spec.format.decimals = 1;
    spec.onlyWithData = true;
    return spec;
}

}  // namespace

QString ValueFormat::text(double value) const {
    return decimal(value * factor, decimals) + suffix;
}

std::vector<ChartSpec> runChartSpecs(const RunConfig& config) {
    return {reward(), toxicity(), kl(config.ppo), length(config.generation), endedEarly(), perplexity()};
}

}  // namespace detox::ui
