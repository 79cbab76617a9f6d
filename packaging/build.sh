#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures and builds into $DETOX_BUILD (default: build); further arguments go to CMake.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${DETOX_BUILD:-build}
cmake -S . -B "$folder" -G Ninja "$@" >"${TMPDIR:-/tmp}/detox-configure.log" 2>&1 || {
  cat "${TMPDIR:-/tmp}/detox-configure.log"
  exit 1
}
cmake --build "$folder"
