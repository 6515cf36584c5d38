#!/bin/sh
# Fetches code bases from Debian's sources into a folder, and makes their compile databases:
# `fetch.sh FOLDER [PACKAGE...]`. Needs `deb-src` lines, dpkg-dev and CMake; for sqlite3 make and tclsh.
set -eu

[ $# -ge 1 ] || { echo "usage: fetch.sh FOLDER [PACKAGE...]" >&2; exit 2; }
mkdir -p "$1"
cd "$1"
shift
[ $# -gt 0 ] || set -- libuv1 curl c-ares sqlite3

# FOLDER FILE: the compile database of one file of SQLite.
one_file() {
  mkdir -p "$1/build"
  printf '[{"directory": "%s", "file": "%s", "arguments": ["cc", "-c", "%s"]}]\n' \
    "$PWD/sqlite3/source" "$2" "$2" > "$1/build/compile_commands.json"
}

# SQLite is no project of CMake: its makefile makes its shell, one large file, and the whole of it as one,
# which is larger than any other unit.
make_sqlite() {
  (cd sqlite3/source && { [ -e Makefile ] || ./configure; } && make sqlite3.h shell.c sqlite3.c) > sqlite3/make.log 2>&1
  one_file sqlite3 shell.c
  one_file sqlite3-whole sqlite3.c
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
