#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains a language model of the starter's shape (packaging/starter/build.sh) on generated text for a minute and prints
# tokens per second, and what share that is of what this machine's matrix products allow, measured before and after with
# as many threads. README.md beside this file says how to read it.
# fit_speed.sh [--seconds N] [--threads N] [--seed N] [--json FILE] [--build FOLDER]
set -euo pipefail
build=$(cd "$(dirname "$0")/../.." && pwd)/build
seconds=60 threads=0 seed=1 json=
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=$2 ;;
    --seconds) seconds=$2 ;;
    --threads) threads=$2 ;;
    --seed) seed=$2 ;;
    --json) json=$2 ;;
    *) echo "fit_speed.sh [--seconds N] [--threads N] [--seed N] [--json FILE] [--build FOLDER]" >&2; exit 2 ;;
  esac
  shift 2
done
for program in detox bench_roofline; do
  [ -x "$build/bin/$program" ] || { echo "fit_speed.sh: build the target 'bench' first." >&2; exit 1; }
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/detox-fit-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
shape=(--vocabulary 6000 --hidden 256 --layers 6 --heads 8 --row-tokens 128 --batch-size 16 --threads "$threads")

# 20,000 made-up words, drawn about as often as Zipf says; the same for every awk.
awk -v seed="$seed" '
  function draw() { state = (state * 16807) % 2147483647; return state / 2147483647 }
  function word(n,   text) {
    text = ""
    do { text = text substr(consonants, n % 16 + 1, 1) substr(vowels, int(n / 16) % 5 + 1, 1); n = int(n / 80) } while (n > 0)
    return text
  }
  BEGIN {
    state = seed + 12345; consonants = "bcdfghjklmnprstv"; vowels = "aeiou"
    for (i = 0; i < 20000; ++i) {
      line = ""
      for (j = 0; j < 16; ++j) line = line word(int(exp(draw() * log(20000)))) " "
      print line
    }
  }' >"$scratch/text.txt"

export OMP_WAIT_POLICY=passive  # as the programs set it before they load the engine
"$build/bin/bench_roofline" "${shape[@]}" --json "$scratch/before.json" >"$scratch/before.txt"
minutes=$(awk -v s="$seconds" 'BEGIN { printf "%.4f", s / 60 }')
"$build/bin/detox" fit-lm --text "$scratch/text.txt" --output "$scratch/lm" "${shape[@]}" --context-tokens 128 \
  --epochs 1000 --max-minutes "$minutes" --dropout 0.1 --learning-rate 0.002 --weight-decay 0.05 --max-grad-norm 1 \
  --warmup-share 0.04 --seed "$seed" >"$scratch/fit.log" 2>&1 ||
  { cat "$scratch/fit.log" >&2; exit 1; }
after=("$build/bin/bench_roofline" "${shape[@]}" --earlier "$scratch/before.json" --fit "$scratch/lm/metrics.json")
[ -z "$json" ] || after+=(--json "$json")
"${after[@]}"
