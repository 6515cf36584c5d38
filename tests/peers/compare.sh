#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs async-lint, gcc -fanalyzer (per file and with -flto), clang --analyze and cppcheck over the
# dropped tasks of testdata/peers and prints what each of them finds. See testdata/peers/README.md.
# Usage: compare.sh [ASYNC_LINT]; ASYNC_LINT is the program to compare, else it is looked for.
# shellcheck disable=SC2086 # lists of words without blanks are split on purpose
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd) || exit 2
corpus=$root/testdata/peers
work=$(mktemp -d "${TMPDIR:-/tmp}/async-lint-peers.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

tools='async-lint gcc gcc-lto clang cppcheck'
missing=''

# Prints the first of the given commands that exists.
first_of() {
  for candidate in "$@"; do
    if command -v "$candidate" >/dev/null 2>&1; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

async_lint=$(first_of "${1:-async-lint}" "$root"/build/*/bin/async-lint) || missing="$missing async-lint"
case $async_lint in
[!/]*/*) async_lint=$PWD/$async_lint ;; # the cases are checked in their own folders
esac
gcc=$(first_of gcc-15 gcc-14 gcc-13 gcc-12 gcc) || missing="$missing gcc gcc-lto"
clang=$(first_of clang-19 clang) || missing="$missing clang"
cppcheck=$(first_of cppcheck) || missing="$missing cppcheck"

is_missing() {
  case " $missing " in *" $1 "*) return 0 ;; esac
  return 1
}

# ---- growing functions ----

# Prints a program whose only function has $2 blocks of the kind $1 between start and await: `ifs`
# and `loops` call a function, `summing_ifs` and `summing_loops` change a variable that the last
# condition tests, `mixed` takes if, loop and switch by turns.
growing() {
  kind=$1 count=$2 i=0
  printf '#include <taskrt/task.h>\n\n'
  printf 'int work(void *arg, cancel_token token, void *result);\nvoid note(int number);\n\n'
  printf 'int %s_%02d(const int *inputs) {\n  int sum = 0;\n' "$kind" "$count"
  printf '  task *t = task_run(work, NULL, 0, CANCEL_NONE); // bug: %s_%02d\n' "$kind" "$count"
  while [ "$i" -lt "$count" ]; do
    case $kind:$((i % 3)) in
    ifs:*) printf '  if (inputs[%d] > 0)\n    note(%d);\n' "$i" "$i" ;;
    loops:*) printf '  for (int i = 0; i < inputs[%d]; i++)\n    note(i);\n' "$i" ;;
    summing_ifs:* | mixed:0) printf '  if (inputs[%d] > 0)\n    sum++;\n' "$i" ;;
    summing_loops:* | mixed:1)
      printf '  for (int i = 0; i < inputs[%d]; i++)\n    sum += i;\n' "$i"
      ;;
    mixed:2)
      printf '  switch (inputs[%d]) {\n  case 0:\n    sum--;\n    break;\n' "$i"
      printf '  case 1:\n    sum++;\n    break;\n  default:\n    break;\n  }\n'
      ;;
    esac
    i=$((i + 1))
  done
  printf '  if (sum == 7 || inputs[%d] == 7)\n    return -1;\n' "$count"
  printf '  return task_await(t, NULL);\n}\n'
}

# ---- the cases: one folder each ----

mkdir "$work/one_file" "$work/structs" "$work/idioms"
cp "$corpus/one_file.c" "$work/one_file/"
cp "$corpus/structs.c" "$work/structs/"
cp "$corpus/idioms.c" "$work/idioms/"
cp -R "$corpus/across_files" "$work/across_files"
mkdir "$work/growing"
for size in ifs_10 ifs_30 summing_ifs_05 summing_ifs_10 summing_ifs_30 loops_03 loops_12 \
  summing_loops_02 summing_loops_04 summing_loops_12 mixed_03 mixed_06 mixed_24; do
  number=${size##*_}
  growing "${size%_*}" "${number#0}" >"$work/growing/$size.c"
done
cases='one_file across_files structs idioms growing'

# Prints "file first last name bug|clean" for every function of the case: definitions begin in
# column 1 and end with a brace in column 1. A function with a mark stands for the bug of that name.
functions() {
  awk '
    /^[a-z].*\) \{$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); first = FNR; kind = "clean" }
    /\/\/ bug: / { name = $NF; kind = "bug" }
    /^}/ && name { n = split(FILENAME, path, "/"); print path[n], first, FNR, name, kind; name = "" }
  ' "$1"/*.c
}

# ---- the tools: each prints what it found in the folder as "file line" ----

# Relative, so that the words of `flags` may be split whatever the folders are called.
ln -s "$root/runtime/include" "$work/include"
flags='-std=c11 -D_GNU_SOURCE -I../include -Wall -Wextra'
losses='malloc-leak|unused-result|unused-variable|unused-but-set-variable|unused-value'

# Keeps the lines of a compiler-style log that match $1.
places() {
  grep -E "^[^ :]+:[0-9]+:[0-9]+: (warning|error|style): .*($1)" |
    sed -E 's,^([^:]*/)?([^:/]+):([0-9]+):.*,\2 \3,'
}

run_gcc() {
  for file in *.c; do
    "$gcc" $flags -O0 -fanalyzer -c -o /dev/null "$file" 2>&1
  done | places "$losses"
}

run_gcc_lto() {
  objects=''
  for file in *.c; do
    "$gcc" $flags -O0 -fPIC -flto -c -o "$file.o" "$file" 2>>log
    objects="$objects $file.o"
  done
  { cat log; "$gcc" -O0 -flto -flto-partition=one -fanalyzer -shared -fPIC -o linked.so $objects 2>&1; } |
    places "$losses"
}

run_clang() {
  for file in *.c; do
    "$clang" $flags -fsyntax-only "$file" 2>&1
    "$clang" $flags --analyze -Xclang -analyzer-output=text \
      -Xclang -analyzer-checker=unix,deadcode "$file" 2>&1
  done | places "$losses|Leak|DeadStores|unix"
}

run_cppcheck() {
  "$cppcheck" --quiet --enable=warning,style --library="$corpus/taskrt.cfg" --std=c11 \
    -I ../include --template='{file}:{line}:{column}: warning: [{id}]' . 2>&1 |
    places 'resourceLeak|leakNoVarFunctionCall|leakReturnValNotUsed|ignoredReturnValue|unreadVariable|memleak'
}

run_async_lint() {
  {
    echo '['
    separator=''
    for file in *.c; do
      printf '%s{"directory": "%s", "file": "%s", "arguments": ["cc", "-std=c11", "-D_GNU_SOURCE", "-I../include", "-c", "%s"]}\n' \
        "$separator" "$PWD" "$file" "$file"
      separator=','
    done
    echo ']'
  } >compile_commands.json
  "$async_lint" -p . --rules dropped-task --no-store --exit-zero --color never --progress never 2>log |
    places 'dropped-task'
}

run_tool() {
  case $1 in
  gcc-lto) run_gcc_lto ;;
  async-lint) run_async_lint ;;
  *) "run_$1" ;;
  esac
}

# Joins places with functions: prints "name kind tool found|missed|false|quiet".
judge() {
  awk -v tool="$1" '
    NR == FNR { file[FNR] = $1; first[FNR] = $2; last[FNR] = $3; name[FNR] = $4; kind[FNR] = $5; count = FNR; next }
    { for (i = 1; i <= count; i++) if ($1 == file[i] && $2 >= first[i] && $2 <= last[i]) hit[i] = 1 }
    END {
      for (i = 1; i <= count; i++) any[name[i]] += hit[i]
      for (i = 1; i <= count; i++) {
        if (name[i] in told) continue
        told[name[i]] = 1
        reported = any[name[i]] > 0
        print name[i], kind[i], tool, kind[i] == "bug" ? (reported ? "found" : "missed") : (reported ? "false" : "quiet")
      }
    }' "$2" "$3"
}

for case in $cases; do
  cd "$work/$case" || exit 2
  functions . >functions.list
  for tool in $tools; do
    if is_missing "$tool"; then
      continue
    fi
    run_tool "$tool" >"places.$tool"
    judge "$tool" functions.list "places.$tool" | sed "s/^/$case /" >>"$work/verdicts"
  done
done

# ---- the table ----

awk -v tools="$tools" -v missing="$missing" '
  function cell(text) { printf "  %-10s", text }
  function heading(title,   i) {
    printf "\n%-24s", title
    for (i = 1; i <= n; i++) cell(tool[i])
    printf "\n"
  }
  BEGIN {
    n = 0
    split(tools, all, " ")
    for (i = 1; i in all; i++) if (index(" " missing " ", " " all[i] " ") == 0) tool[++n] = all[i]
  }
  {
    verdict[$1, $2, $4] = $5
    if (!(($1, $2) in kind)) {
      kind[$1, $2] = $3
      group[++rows] = $1
      row[rows] = $2
    }
    total[$4, $5]++
    sum[$3]++
  }
  END {
    for (r = 1; r <= rows; r++) {
      if (group[r] != group[r - 1]) heading(group[r])
      # Clean functions are shown when somebody reports them.
      shown = kind[group[r], row[r]] == "bug"
      for (i = 1; i <= n; i++) if (verdict[group[r], row[r], tool[i]] == "false") shown = 1
      if (!shown) continue
      printf "%-24s", row[r]
      for (i = 1; i <= n; i++) {
        v = verdict[group[r], row[r], tool[i]]
        cell(v == "missed" ? "-" : v == "quiet" ? "" : v == "false" ? "FALSE" : v)
      }
      printf "\n"
    }
    heading("total")
    printf "%-24s", "found"
    for (i = 1; i <= n; i++) cell(total[tool[i], "found"] + 0 " of " total[tool[i], "found"] + total[tool[i], "missed"])
    printf "\n%-24s", "false alarms"
    for (i = 1; i <= n; i++) cell(total[tool[i], "false"] + 0 " of " total[tool[i], "false"] + total[tool[i], "quiet"])
    printf "\n"
  }' "$work/verdicts"

for tool in $missing; do
  echo "not installed: $tool"
done
