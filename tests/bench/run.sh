#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures PPO on random models of published shapes: decoding, scoring, the stages of an update, opening the model and
# peak memory, each beside what this machine allows. README.md beside this file says how to read it.
# run.sh [--quick] [--shape NAME]… [--section NAME]… [--threads N] [--json FILE] [--build FOLDER]
set -euo pipefail
usage='run.sh [--quick] [--shape NAME]… [--section NAME]… [--threads N] [--json FILE] [--build FOLDER]'
build=$(cd "$(dirname "$0")/../.." && pwd)/build
quick= threads=0 json=
shapes=() sections=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes; shift; continue ;;
    --shape | --section | --threads | --json | --build) [ $# -gt 1 ] || { echo "$usage" >&2; exit 2; } ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
  case $1 in
    --shape) shapes+=("$2") ;;
    --section) sections+=(--section "$2") ;;
    --threads) threads=$2 ;;
    --json) json=$2 ;;
    --build) build=$2 ;;
  esac
  shift 2
done
for program in detox bench_world bench_ppo; do
  [ -x "$build/bin/$program" ] || { echo "run.sh: build the target 'bench' first." >&2; exit 1; }
done
limits=(--tries 5 --seconds 30 --updates 3)
if [ -n "$quick" ]; then
  limits=(--tries 3 --seconds 6 --updates 3)
  [ ${#shapes[@]} -gt 0 ] || shapes=(starter)
fi
[ ${#shapes[@]} -gt 0 ] || shapes=(starter gpt-neo-125m)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/detox-bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

export OMP_WAIT_POLICY=passive  # as the programs set it before they load the engine
for shape in "${shapes[@]}"; do
  echo "== $shape"
  "$build/bin/bench_world" "$scratch/$shape" "$shape"
  "$build/bin/bench_ppo" "$scratch/$shape" "${sections[@]}" "${limits[@]}" --threads "$threads" \
    --json "$scratch/$shape.json" | tee "$scratch/$shape.txt"
  rm -r "${scratch:?}/$shape"
done

for shape in "${shapes[@]}"; do
  printf '\n== %s\n' "$shape"
  sed -n '/^figure /,$p' "$scratch/$shape.txt"
done
[ -n "$json" ] || exit 0
{
  separator='{'
  for shape in "${shapes[@]}"; do
    printf '%s"%s": ' "$separator" "$shape"
    cat "$scratch/$shape.json"
    separator=', '
  done
  echo '}'
} >"$json"
