#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes resources/starter from raw files: training texts, language model, reward classifier, judge, prompts.
# Every step that is done is skipped, so the same command goes on after a stop. README.md beside this file says more.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data="" work="${TMPDIR:-/tmp}/detox-starter" out="$here/../../resources/starter"
detox="$here/../../build/bin/detox" lm_minutes=45 train=1100 probe=100 test=400

usage() {
  cat <<USAGE
packaging/starter/build.sh [--data DIR] [--work DIR] [--out DIR] [--detox PROGRAM]
                           [--lm-minutes N] [--prompts TRAIN,PROBE,TEST]
--data DIR takes the raw files from a local copy instead of the network (layout: first column of sources.tsv).
--work DIR keeps what is made on the way (default $work); --out DIR is the finished pack (default resources/starter).
USAGE
}

while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --detox) detox=$2; shift 2 ;;
    --lm-minutes) lm_minutes=$2; shift 2 ;;
    --prompts) IFS=, read -r train probe test <<<"$2"; shift 2 ;;
    --help) usage; exit 0 ;;
    *) echo "build.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done

say() { echo "starter: $*"; }
refuse() { echo "starter: $*" >&2; exit 1; }

# The raw file FILE, checked against SUM; from --data, or from URL.
raw_file() {
  local file=$1 sum=$2 url=$3 target="$work/raw/$1"
  if [ ! -f "$target" ]; then
    mkdir -p "$(dirname "$target")"
    if [ -n "$data" ]; then
      cp "$data/$file" "$target.part"
    elif [ "$url" = - ]; then
      refuse "no URL gives exactly $file; name a folder that has it with --data (README.md says where it comes from)."
    else
      curl --fail --silent --show-error --location --output "$target.part" "$url"
    fi
    mv "$target.part" "$target"
  fi
  echo "$sum  $target" | sha256sum --check --quiet || refuse "$target is not the file that sources.tsv names."
}

# Runs the program at low priority; the same command resumes where it stopped.
step() { nice -n 10 "$detox" "$@"; }

[ -x "$detox" ] || refuse "$detox is not there; build the program first (packaging/build.sh) or name it with --detox."
mkdir -p "$work"
say "raw files"
while IFS=$'\t' read -r file sum url; do
  case $file in '#'*) ;; *) raw_file "$file" "$sum" "$url" ;; esac
done <"$here/sources.tsv"

if [ ! -f "$work/corpus/facts.json" ]; then
  say "training texts"
  python3 "$here/corpus.py" "$work/raw" "$work/corpus"
fi

if [ ! -d "$work/lm" ]; then
  say "language model, at most $lm_minutes minutes"
  step fit-lm --text "$work/corpus/lm.txt" --output "$work/lm" --vocabulary 6000 --hidden 256 --layers 6 --heads 8 \
    --context-tokens 128 --row-tokens 128 --epochs 8 --max-minutes "$lm_minutes" --held-out-share 0.01 \
    --batch-size 16 --learning-rate 0.002 --weight-decay 0.1 --max-grad-norm 1 --warmup-share 0.04 \
    --saved-temperature 0.75 --saved-weights bfloat16 --seed 1
fi

if [ ! -d "$work/reward" ]; then
  say "reward classifier"
  step fit-classifier --table "$work/corpus/reward.csv" --output "$work/reward" --toxic-values hate \
    --target-column target --weight-column weight --pretrain-text "$work/corpus/unlabelled.txt" \
    --vocabulary 6000 --hidden 192 --layers 3 --heads 6 --max-tokens 64 --pretrain-epochs 1 --epochs 3 \
    --hide-share 0.1 --dropout 0.1 --batch-size 64 --learning-rate 0.001 --weight-decay 0.05 --threads 1 \
    --saved-weights bfloat16 --seed 2
fi

if [ ! -d "$work/judge" ]; then
  say "judge"
  step fit-classifier --table "$work/corpus/judge.csv" --output "$work/judge" --toxic-values hate \
    --target-column target --weight-column weight --pretrain-text "$work/corpus/unlabelled.txt" \
    --vocabulary 5000 --hidden 224 --layers 2 --heads 7 --max-tokens 64 --pretrain-epochs 1 --epochs 6 \
    --hide-share 0.1 --dropout 0.1 --batch-size 64 --learning-rate 0.001 --weight-decay 0.05 --threads 1 \
    --saved-weights bfloat16 --seed 3
fi

if [ ! -d "$work/prompts" ]; then
  say "prompts"
  step make-prompts --model "$work/lm" --judge "$work/judge" --output "$work/prompts" \
    --training-text "$work/corpus/lm.txt" --training-text "$work/corpus/reward.csv" \
    --training-text "$work/corpus/judge.csv" --train "$train" --probe "$probe" --test "$test" --seed 4
fi

# What the finished classifier $1 reaches on the test rows of each source, as a table.
by_source() {
  echo "| test rows of | texts | accuracy | area under the ROC curve |"
  echo "|---|---|---|---|"
  for set in "$work"/corpus/sets/*.csv; do
    "$detox" score --classifier "$work/$1" --input "$set" --label label --toxic-values hate --json |
      python3 -c 'import json, sys; d = json.load(sys.stdin); print("| %s | %d | %.3f | %.4f |" % (
        sys.argv[1], d["n"], d["accuracy"], d["auc"]))' "$(basename "$set" .csv)"
  done
}

say "assembling $out"
rm -rf "$out.new"
mkdir -p "$out.new"
for part in lm reward judge prompts; do cp -r "$work/$part" "$out.new/$part"; done
for part in reward judge; do
  printf '\nBy source (a classifier has trained on the other rows of its own two sources only):\n\n%s\n' \
    "$(by_source $part)" >>"$out.new/$part/README.md"
done
for part in lm reward judge; do cat "$here/cards/$part.md" >>"$out.new/$part/README.md"; done
cp "$here/cards/starter.md" "$out.new/README.md"
cp "$work/corpus/facts.json" "$out.new/corpus.json"
bytes=$(du --summarize --bytes "$out.new" | cut -f1)
[ "$bytes" -le $((24 * 1024 * 1024)) ] || refuse "the pack has $bytes bytes; it must stay below 24 MiB ($out.new)."
rm -rf "$out"
mv "$out.new" "$out"
say "done: $bytes bytes in $out"
