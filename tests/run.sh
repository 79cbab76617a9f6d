#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, runs every test but the nightly ones, and counts test cases:
# passed, failed, skipped, disabled, retried. Then every fuzzer runs for DETOX_FUZZ_SECONDS (default: 5; 0: none).
# DETOX_BUILD names the build folder (default: build-tests).
set -uo pipefail
cd "$(dirname "$0")/.."
packaging/install-dependencies.sh --build --test || exit 1
export DETOX_BUILD=${DETOX_BUILD:-build-tests}
packaging/build.sh -DDETOX_BUILD_TESTS=ON || exit 1

if [ -z "${DETOX_GOLDENS+set}" ] && [ -d ../shared/goldens ]; then
  DETOX_GOLDENS=$(cd ../shared/goldens && pwd)
  export DETOX_GOLDENS
fi
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
ctest --test-dir "$DETOX_BUILD" -LE nightly --output-on-failure --no-tests=error "$@"
status=$?

fuzz_seconds=${DETOX_FUZZ_SECONDS:-5}
fuzzed=off
if [ "$fuzz_seconds" -gt 0 ]; then
  fuzzed="no finding"
  DETOX_BUILD=${DETOX_BUILD}-fuzz tests/fuzz/run.sh "$fuzz_seconds" || { fuzzed=FAILED; status=1; }
fi

# ctest keeps what every program printed. A program that ended without its own totals counts as one failed case.
awk -v status=$status -v fuzzed="$fuzzed" '
  /^\[  PASSED  \] [0-9]+ test/            { passed += $4; totals = 1 }
  /^\[  FAILED  \] [0-9]+ tests?, listed/  { failed += $4 }
  /^\[  SKIPPED \] [0-9]+ tests?, listed/  { skipped += $4 }
  /YOU HAVE [0-9]+ DISABLED TEST/          { for (i = 1; i < NF; ++i) if ($i == "HAVE") disabled += $(i + 1) }
  /^Totals: [0-9]+ passed/                 { passed += $2; failed += $4; skipped += $6; totals = 1 }
  /^Test Passed\./ || /^Test Failed\./ || /^Test time =/ { next }
  /^"[^"]+" end time:/                     { if (!totals) ++silent; totals = 0 }
  END {
    if (status != 0 && failed == 0) failed = silent > 0 ? silent : 1
    printf "disabled: %d, retried: 0 (no test is retried), programs without a count: %d\n", disabled, silent
    printf "fuzzers: %s\n", fuzzed
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  }' "$DETOX_BUILD/Testing/Temporary/LastTest.log"
exit $status
