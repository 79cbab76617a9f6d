// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/stage_clock.h"

#include <utility>

namespace detox {
namespace {

double secondsBetween(StageClock::Time from, StageClock::Time to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

StageClock::StageClock(std::function<Time()> now) : m_now(std::move(now)), m_start(m_now()) {}

void StageClock::begin(const std::string& metric) {
    end();
    m_stage = metric;
    m_stageStart = m_now();
}

void StageClock::end() {
    if (m_stage.empty()) return;
    m_stages[m_stage] += secondsBetween(m_stageStart, m_now());
    m_stage.clear();
}

double StageClock::seconds() const {
    return secondsBetween(m_start, m_now());
}

}  // namespace detox
