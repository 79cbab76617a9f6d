#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh [SECONDS [FUZZER…]]: builds the fuzzers with Clang under the address and undefined-behaviour sanitizers and runs
# each for so many seconds (default: 600) on its seeds, those of $DETOX_GOLDENS included. Ends non-zero when one crashes,
# leaks, takes over ten seconds for an input, allocates 128 MiB at once or a gigabyte in all; the input stays beside the
# corpus. DETOX_BUILD names the build folder (default: build-fuzz).
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
fuzzers=("$@")
[ ${#fuzzers[@]} -gt 0 ] || fuzzers=(safetensors pytorch pickle tokenizer_json prompts config)
command -v clang++ >/dev/null || { echo "tests/fuzz/run.sh needs clang++: packaging/install-dependencies.sh --test" >&2; exit 2; }
build=${DETOX_BUILD:-build-fuzz}

cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DDETOX_BUILD_STUDIO=OFF -DDETOX_BUILD_TESTS=OFF \
  -DDETOX_BUILD_FUZZ=ON -DDETOX_SANITIZE=address,undefined >/dev/null
ninja -C "$build" make_seeds "${fuzzers[@]/#/fuzz_}"

seeds=$build/fuzz-seeds
"$build/bin/make_seeds" "$seeds"
mkdir -p "$seeds/config"
cp tests/fuzz/seeds/config/*.json "$seeds/config/"
for config in tests/golden/data/models/*/config.json ${DETOX_GOLDENS:+"$DETOX_GOLDENS"/models/*/config.json}; do
  [ ! -f "$config" ] || cp "$config" "$seeds/config/$(basename "$(dirname "$config")").json"
done
if [ -d "${DETOX_GOLDENS:-}/loader" ]; then
  find "$DETOX_GOLDENS/loader" -name '*.safetensors' -size -64k -exec cp -t "$seeds/safetensors" {} +
  find "$DETOX_GOLDENS/loader" -name '*.bin' -size -64k -exec cp -t "$seeds/pytorch" {} +
fi

failed=()
for name in "${fuzzers[@]}"; do
  corpus=$build/fuzz-corpus/$name
  mkdir -p "$corpus"
  echo "fuzz_$name: $seconds seconds"
  "$build/bin/fuzz_$name" -max_total_time="$seconds" -max_len=16384 -timeout=10 -malloc_limit_mb=128 -rss_limit_mb=1024 \
    -verbosity=0 -print_final_stats=1 -artifact_prefix="$build/fuzz-corpus/$name-" "$corpus" "$seeds/$name" || failed+=("$name")
done
[ ${#failed[@]} -eq 0 ] || { echo "Findings in: ${failed[*]}" >&2; exit 1; }
