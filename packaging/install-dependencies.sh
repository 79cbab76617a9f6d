#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what a bare Debian 12 or 13 lacks, and nothing that is there already.
#   --build  compile and run the programs (default)      --test  run tests/run.sh
#   --dev    format, lint, profile                       --starter  make the starter pack anew
#   --list   print the packages instead
set -euo pipefail

build=(
  build-essential cmake ninja-build ccache git pkg-config ca-certificates
  qt6-base-dev qt6-svg-dev qt6-l10n-tools qt6-tools-dev qt6-tools-dev-tools
  libqt6svg6                 # without it SVG icons are blank
  libqcustomplot-dev libqcustomplot2.1-qt6
  libtorch-dev
  libopenblas0-pthread       # with the reference BLAS training runs many times slower
  libgloo-dev                # libtorch's CMake package names it
  libsentencepiece-dev libpcre2-dev libicu-dev
  libsqlite3-dev libsqlitecpp-dev
  libspdlog-dev nlohmann-json3-dev libcli11-dev libssl-dev libcurl4-openssl-dev libzip-dev zlib1g-dev libdtl-dev
  fonts-inter fonts-jetbrains-mono fonts-dejavu-core
)
test=(
  libgtest-dev libgmock-dev libbenchmark-dev xvfb xauth xdotool imagemagick sqlite3
  clang libclang-rt-dev      # the fuzzers
)
dev=(clang-format clang-tidy gdb valgrind)
starter=(python3 curl)

packages=()
list=no
[ $# -gt 0 ] || set -- --build
for group in "$@"; do
  case $group in
    --build) packages+=("${build[@]}") ;;
    --test) packages+=("${test[@]}") ;;
    --dev) packages+=("${dev[@]}") ;;
    --starter) packages+=("${starter[@]}") ;;
    --list) list=yes ;;
    *) echo "install-dependencies.sh: unknown group '$group'; use --build, --test, --dev, --starter, --list." >&2; exit 2 ;;
  esac
done
if [ $list = yes ]; then printf '%s\n' "${packages[@]}"; exit 0; fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "These packages are missing, and neither root nor sudo is at hand: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
