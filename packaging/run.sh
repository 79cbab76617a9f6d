#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and starts the studio. Without a display: trains the starter model headless and
# shows what changed. Arguments go to the program that is started.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/install-dependencies.sh --build
packaging/build.sh -DDETOX_BUILD_TESTS=OFF

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec build/bin/detox-studio "$@"
fi

if [ ! -e resources/starter/lm/config.json ]; then
  echo "There is no display, and resources/starter is not part of this copy. Make it with packaging/starter/build.sh," >&2
  echo "or train a model of your own: build/bin/detox train --model DIR --classifier DIR --prompts FILE" >&2
  exit 1
fi

echo "No display: training the starter model headless (Ctrl-C stops cleanly, with a checkpoint)."
report=$(mktemp)
trap 'rm -f "$report"' EXIT
build/bin/detox train --preset starter --json "$@" >"$report"
field() { tail -n 1 "$report" | sed -E "s/.*\"$1\":\"?([^\",}]*).*/\1/"; }
run=$(field run)
folder=$(field folder)
data=(--data-dir "$(dirname "$(dirname "$folder")")")

echo
build/bin/detox runs show "$run" "${data[@]}"
echo
build/bin/detox compare --left resources/starter/lm --right "$(field checkpoint)" --classifier resources/starter/judge \
  --prompt "$(build/bin/detox runs show "$run" --test-prompt 0 "${data[@]}")" --max-new-tokens 30
build/bin/detox-studio --render-run "$run" --out "$folder/charts" "${data[@]}"
