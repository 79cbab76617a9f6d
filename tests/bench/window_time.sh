#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints when the studio's window is mapped and painted after exec, and when the engine's library is loaded: medians over
# several starts on an X display of its own. README.md beside this file says how to read it.
# window_time.sh [--count N] [--json FILE] [--build FOLDER]; DETOX_DISPLAY names a free display (default: one is found).
set -euo pipefail
build=$(cd "$(dirname "$0")/../.." && pwd)/build
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --build) build=$2; shift 2 ;;
    --count | --json) options+=("$1" "$2"); shift 2 ;;
    *) echo "window_time.sh [--count N] [--json FILE] [--build FOLDER]" >&2; exit 2 ;;
  esac
done
[ -x "$build/bin/bench_window_watch" ] || { echo "window_time.sh: build the target 'bench' first." >&2; exit 1; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/detox-window-XXXXXX")
server=
cleanup() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

# Starts a server; without a display given, on the first free one. -br: a black root, on which a window shows.
display_file=$scratch/display
if [ -n "${DETOX_DISPLAY:-}" ]; then where=("$DETOX_DISPLAY"); else where=(); fi
Xvfb "${where[@]}" -displayfd 3 -br -nocursor -nolisten tcp -screen 0 1600x1000x24 3>"$display_file" 2>"$scratch/log" &
server=$!
for _ in $(seq 100); do
  [ -s "$display_file" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$scratch/log" >&2; server=; exit 1; }
  sleep 0.1  # the server writes its number when it listens; a file cannot be waited for
done
DISPLAY=:$(cat "$display_file")
export DISPLAY QT_QPA_PLATFORM=xcb
export XDG_CONFIG_HOME=$scratch/config XDG_STATE_HOME=$scratch/state XDG_CACHE_HOME=$scratch/cache
mkdir -m 700 "$scratch/runtime"
export XDG_RUNTIME_DIR=$scratch/runtime
"$build/bin/bench_window_watch" --display "$DISPLAY" --data-dir "$scratch/data" "${options[@]}"
