#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and starts the studio. Without a display: trains the starter model headless and
# shows what changed.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/install-dependencies.sh --build
packaging/build.sh -DDETOX_BUILD_TESTS=OFF

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec build/bin/detox-studio "$@"
fi

echo "No display: training the starter model headless (Ctrl-C stops cleanly, with a checkpoint)."
report=$(mktemp)
trap 'rm -f "$report"' EXIT
build/bin/detox train --preset starter --json "$@" | tee "$report" >/dev/null
last=$(tail -n 1 "$report")
run=$(sed -E 's/.*"run":([0-9]+).*/\1/' <<<"$last")
folder=$(sed -E 's/.*"folder":"([^"]*)".*/\1/' <<<"$last")
checkpoint=$(sed -E 's/.*"checkpoint":"([^"]*)".*/\1/' <<<"$last")

echo
build/bin/detox runs show "$run"
echo
build/bin/detox compare --left resources/starter/lm --right "$checkpoint" --classifier resources/starter/judge \
  --prompt "$(build/bin/detox runs show "$run" --test-prompt 0)" --max-new-tokens 30
QT_QPA_PLATFORM=offscreen build/bin/detox-studio --render-run "$run" --out "$folder/charts"
echo
echo "Run $run lies in $folder"
echo "Charts lie in $folder/charts"
