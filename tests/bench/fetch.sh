#!/bin/sh
# Fetches code bases from Debian's sources into a folder, and makes their compile databases:
# `fetch.sh FOLDER [PACKAGE...]`. Needs `deb-src` lines, dpkg-dev and CMake; for sqlite3 make and tclsh.
set -eu

[ $# -ge 1 ] || { echo "usage: fetch.sh FOLDER [PACKAGE...]" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
shift
[ $# -gt 0 ] || set -- libuv1 curl c-ares

# SQLite is no project of CMake: its shell, one large file, is made by its makefile.
make_sqlite() {
  mkdir -p sqlite3/build
  (cd sqlite3/source && { [ -e Makefile ] || ./configure; } && make sqlite3.h shell.c) > sqlite3/make.log 2>&1
  printf '[{"directory": "%s", "file": "shell.c", "arguments": ["cc", "-c", "shell.c"]}]\n' \
    "$PWD/sqlite3/source" > sqlite3/build/compile_commands.json
}

for package in "$@"; do
  mkdir -p "$package"
  if [ ! -d "$package/source" ]; then
    (cd "$package" && apt-get source --only-source "$package" && mv -T "$package"-*/ source)
  fi
  if [ "$package" = sqlite3 ]; then
    make_sqlite || echo "$package: cannot be made, see $PWD/$package/make.log" >&2
    continue
  fi
  cmake -S "$package/source" -B "$package/build" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON > "$package/cmake.log" 2>&1 ||
    echo "$package: CMake does not configure it, see $PWD/$package/cmake.log" >&2
done
ls -d "$PWD"/*/build
