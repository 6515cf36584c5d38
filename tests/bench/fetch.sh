#!/bin/sh
# Fetches code bases from Debian's sources into a folder, and makes their compile databases:
# `fetch.sh FOLDER [PACKAGE...]`. Needs `deb-src` lines, dpkg-dev and CMake.
set -eu

[ $# -ge 1 ] || { echo "usage: fetch.sh FOLDER [PACKAGE...]" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
shift
[ $# -gt 0 ] || set -- libuv1 curl c-ares

for package in "$@"; do
  mkdir -p "$package"
  if [ ! -d "$package/source" ]; then
    (cd "$package" && apt-get source --only-source "$package" && mv -T "$package"-*/ source)
  fi
  cmake -S "$package/source" -B "$package/build" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON > "$package/cmake.log" 2>&1 ||
    echo "$package: CMake does not configure it, see $PWD/$package/cmake.log" >&2
done
ls -d "$PWD"/*/build
