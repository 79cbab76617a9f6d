#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows that the tests of core/ppo notice defects: ten deliberate ones, one at a time, in a scratch copy of the tree, and
# which tests fail on each. Fails when a defect does not apply, does not compile or survives.
# DETOX_GOLDENS may name the larger set of recordings; DETOX_JOBS (default 2) says how many compilers run at once.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/detox-mutations-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
jobs=${DETOX_JOBS:-2}
programs=(unit_ppo golden_ppo)

# name | file | what is replaced (must occur) | by what
mutations=(
  'a sign|losses.cpp|.plain = -advantages \* ratio|.plain = advantages * ratio'
  'a mask shifted by one|rollouts.cpp|.mask = mask.join()|.mask = mask.join().roll(1, 1)'
  'a missing detach|losses.cpp|in.oldLogprobs.detach()).exp();$|in.oldLogprobs).exp();'
  "Bessel left out|masked_statistics.cpp|return biased \* bessel;|return biased + 0 * bessel;"
  'clip on the wrong side|losses.cpp|at::maximum(plain, clipped)|at::minimum(plain, clipped)'
  'KL of the wrong direction|kl_penalty.cpp|= logprobs - refLogprobs;|= refLogprobs - logprobs;'
  'value taken one token late|response_model.cpp|m_valueHead->values(chosen)|m_valueHead->values(states.flatten(0, 1).index_select(0, batch.predicting.add(1)))'
  'score added to the wrong token|rewards.cpp|std::get<0>((mask \* columns).max(1, /\*keepdim=\*/true)) - 1;|(std::get<0>((mask * columns).max(1, true)) - 2).clamp_min(0);'
  'whitening over padding|advantages.cpp|whiten(raw, mask)|whiten(raw, mask.new_ones(mask.sizes()))'
  'β applied twice|rewards.cpp|inputs.kl \* -inputs.klCoef|inputs.kl * -inputs.klCoef * inputs.klCoef'
)

git -C "$root" ls-files -z --cached --others --exclude-standard |
  (cd "$root" && xargs -0 cp --parents -t "$scratch" 2>/dev/null)
cmake -S "$scratch" -B "$scratch/build" -G Ninja -DDETOX_BUILD_STUDIO=OFF >"$scratch/log" 2>&1 ||
  { cat "$scratch/log"; exit 1; }

build() { nice cmake --build "$scratch/build" --target "${programs[@]}" -j "$jobs" >"$scratch/log" 2>&1; }

# The names of the failing tests, one per line; a program that died counts as one.
failures() {
  for program in "${programs[@]}"; do
    (cd "$scratch" && "build/bin/$program" >"$scratch/out" 2>&1)
    local status=$?
    grep -oP '^\[  FAILED  \] \K[^ ,]+(?=, where| \()' "$scratch/out" | sort -u
    [ $status -gt 1 ] && echo "$program died with $status"
  done
}

build || { tail -30 "$scratch/log"; exit 1; }
clean=$(failures)
[ -n "$clean" ] && { echo "fails without any mutation: $clean"; exit 1; }

survivors=0
printf '%-34s %-8s %s\n' mutation failing 'first of them'
for mutation in "${mutations[@]}"; do
  IFS='|' read -r name file from to <<<"$mutation"
  target=$scratch/core/ppo/$file
  cp "$target" "$scratch/original"
  sed -i "s|$from|$to|" "$target"
  if cmp -s "$target" "$scratch/original"; then
    printf '%-34s %s\n' "$name" 'DOES NOT APPLY'
    survivors=$((survivors + 1))
  elif ! build; then
    printf '%-34s %s\n' "$name" 'DOES NOT COMPILE'
    grep -m1 'error' "$scratch/log"
    survivors=$((survivors + 1))
  else
    found=$(failures)
    if [ -z "$found" ]; then
      printf '%-34s %s\n' "$name" 'SURVIVES'
      survivors=$((survivors + 1))
    else
      printf '%-34s %-8s %s\n' "$name" "$(wc -l <<<"$found")" "$(head -1 <<<"$found")"
    fi
  fi
  cp "$scratch/original" "$target"
done
exit $((survivors > 0))
