#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs async-lint, gcc -fanalyzer (per file and with -flto), clang --analyze and -Wfunction-effects,
# clang-tidy and cppcheck over the cases of testdata/peers and prints what each of them finds, misses
# and reports for nothing, class by class. See testdata/peers/README.md.
# Usage: compare.sh [--cases] [--own] [ASYNC_LINT]
#   --cases     a table of all functions as well
#   --own       async-lint alone; exit status 1 when it misses what it is known to find, finds what it
#               is known to miss, or has a false alarm
#   ASYNC_LINT  the program to compare, else it is looked for
# shellcheck disable=SC2086 # lists of words without blanks are split on purpose
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd) || exit 2
corpus=$root/testdata/peers
work=$(mktemp -d "${TMPDIR:-/tmp}/async-lint-peers.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

tools='async-lint gcc gcc-lto clang effects clang-tidy cppcheck'
missing='' show_cases=0 own=0
while :; do
  case ${1:-} in
  --cases) show_cases=1 ;;
  --own) own=1 tools=async-lint ;;
  -*)
    echo "usage: compare.sh [--cases] [--own] [ASYNC_LINT]" >&2
    exit 2
    ;;
  *) break ;;
  esac
  shift
done

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
effects=$(first_of clang-22 clang-21 clang-20) || missing="$missing effects"
tidy=$(first_of clang-tidy-19 clang-tidy) || missing="$missing clang-tidy"
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

for case in "$corpus"/*; do
  name=${case##*/}
  case $name in
  README.md | *.cfg) continue ;;
  *.c)
    mkdir "$work/${name%.c}"
    cp "$case" "$work/${name%.c}/"
    ;;
  *) cp -R "$case" "$work/$name" ;;
  esac
done
mkdir "$work/growing"
for size in ifs_10 ifs_30 summing_ifs_05 summing_ifs_10 summing_ifs_30 loops_03 loops_12 \
  summing_loops_02 summing_loops_04 summing_loops_12 mixed_03 mixed_06 mixed_24; do
  number=${size##*_}
  growing "${size%_*}" "${number#0}" >"$work/growing/$size.c"
done

# The classes in the order of the table: "folder class rules of async-lint". What the others report
# counts whatever they call it.
classes='one_file lost_task dropped-task
across_files lost_task dropped-task
structs lost_task dropped-task
idioms lost_task dropped-task
growing lost_task dropped-task
awaited_twice awaited_twice reused-task
stack_memory stack_memory outlived-buffer
freed_in_flight freed_in_flight freed-in-flight
leaked_resource leaked_resource leaked-cancel-source,unclosed-stream
unchecked_result unchecked_result unchecked-await,result-before-await
blocking_in_task blocking_in_task blocking-call,blocking-wait
lock_across_await lock_across_await lock-across-await
blocking_under_lock blocking_under_lock blocking-under-lock
leaked_lock leaked_lock leaked-lock
lock_order lock_order lock-inversion,double-lock
released_twice released_twice double-lock
signal_handler signal_handler await-in-forbidden-place'

# Prints "file first last name bug|clean" for every function of the case: definitions begin in
# column 1 and end with a brace in column 1. A function with a mark stands for the bug of that name.
# The kind of `// known bug: NAME`, which async-lint is known to miss, is "known".
functions() {
  awk '
    /^[a-z].*\) \{$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); first = FNR; kind = "clean" }
    /\/\/ bug: / { name = $NF; kind = "bug" }
    /\/\/ known bug: / { name = $NF; kind = "known" }
    /^}/ && name { n = split(FILENAME, path, "/"); print path[n], first, FNR, name, kind; name = "" }
  ' "$1"/*.c
}

# ---- the tools: each prints what it found in the folder as "file line" ----

# Relative, so that the words of `flags` may be split whatever the folders are called.
ln -s "$root/runtime/include" "$work/include"
flags='-std=c11 -D_GNU_SOURCE -DTASKRT_NO_PLACES -I../include -Wall -Wextra'
checkers=unix,deadcode,core,security,optin.performance.GCDAntipattern,alpha.core.C11Lock
checkers=$checkers,alpha.core.StackAddressAsyncEscape,alpha.unix.PthreadLock
checks='-*,bugprone-*,-bugprone-easily-swappable-parameters,-bugprone-assignment-in-if-condition'
checks="$checks,cert-*,-cert-err33-c,concurrency-*,-concurrency-mt-unsafe,clang-analyzer-unix.*"

# Keeps the places of a compiler-style log; what is about style, or says that the tool gave up, is no
# finding.
places() {
  grep -E '^[^ :]+:[0-9]+:[0-9]+: (warning|error|style): ' |
    grep -Ev 'unused-parameter|unused-function|too-complex|constParameter|variableScope|unusedStructMember|unusedFunction|usleepCalled|knownCondition' |
    sed -E 's,^([^:]*/)?([^:/]+):([0-9]+):.*,\2 \3,'
}

run_gcc() {
  for file in *.c; do
    "$gcc" $flags -O0 -fanalyzer -c -o /dev/null "$file" 2>&1
  done | places
}

run_gcc_lto() {
  objects=''
  for file in *.c; do
    "$gcc" $flags -O0 -fPIC -flto -c -o "$file.o" "$file" 2>>log
    objects="$objects $file.o"
  done
  { cat log; "$gcc" -O0 -flto -flto-partition=one -fanalyzer -shared -fPIC -o linked.so $objects 2>&1; } |
    places
}

run_clang() {
  for file in *.c; do
    "$clang" $flags -fsyntax-only "$file" 2>&1
    "$clang" $flags --analyze -Xclang -analyzer-output=text -Xclang -analyzer-checker=$checkers "$file" 2>&1
  done | places
}

# What -Wfunction-effects asks for is said to it: bodies of tasks do not block, but for those given to
# task_offload(), and of taskrt's functions only those that say `blocks` do.
run_effects() {
  mkdir -p ../effects
  cp -R ../include/. ../effects/
  find ../effects -name '*.h' ! -name annotate.h -exec \
    sed -i '/ASYNC_LINT("blocks/!s/ASYNC_LINT("/__attribute__((nonblocking)) &/' {} +
  may_block=$(sed -n 's/.*task_offload(\([a-z_]*\),.*/\1/p' ./*.c | sort -u | tr '\n' '|')
  for file in *.c; do
    sed -E "/(${may_block}@)\(void \*arg/!s/(cancel_token token, void \*result\)) \{/\1 [[clang::nonblocking]] {/" \
      "$file" >../effects/"$file"
    "$effects" -std=c11 -D_GNU_SOURCE -DTASKRT_NO_PLACES -I../effects -I. -Wfunction-effects \
      -fsyntax-only ../effects/"$file" 2>&1
    rm ../effects/"$file"
  done | places
}

run_tidy() {
  for file in *.c; do
    "$tidy" --quiet --checks="$checks" "$file" -- $flags 2>/dev/null
  done | places
}

run_cppcheck() {
  "$cppcheck" --quiet --enable=warning,style --library="$corpus/taskrt.cfg" --library=posix --std=c11 \
    -DTASKRT_NO_PLACES -I ../include --template='{file}:{line}:{column}: warning: [{id}]' . 2>&1 | places
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
  "$async_lint" -p . --rules "$rules" --no-store --exit-zero --color never --progress never 2>log |
    places
}

run_tool() {
  case $1 in
  gcc-lto) run_gcc_lto ;;
  clang-tidy) run_tidy ;;
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
        print name[i], kind[i], tool, kind[i] == "clean" ? (reported ? "false" : "quiet") : (reported ? "found" : "missed")
      }
    }' "$2" "$3"
}

echo "$classes" >"$work/classes"
while read -r case class rules; do
  cd "$work/$case" || exit 2
  functions . >functions.list
  for tool in $tools; do
    # Effects are about blocking and nothing else.
    if is_missing "$tool" || { [ "$tool" = effects ] && [ "$class" != blocking_in_task ]; }; then
      continue
    fi
    run_tool "$tool" </dev/null >"places.$tool"
    judge "$tool" functions.list "places.$tool" | sed "s/^/$class $case /" >>"$work/verdicts"
  done
done <"$work/classes"

# ---- the tables: "class case name kind tool verdict" ----

awk -v tools="$tools" -v missing="$missing" -v show_cases="$show_cases" -v own="$own" '
  function cell(text) { printf "  %-13s", text }
  function heading(title,   i) {
    printf "\n%-24s", title
    for (i = 1; i <= n; i++) cell(tool[i])
    printf "\n"
  }
  # "3 of 7, 1 false"
  function sum(class, name,   found, missed, wrong) {
    found = total[class, name, "found"] + 0
    missed = total[class, name, "missed"] + 0
    wrong = total[class, name, "false"] + 0
    if (!(found + missed + wrong)) return ""
    return found " of " found + missed (wrong ? ", " wrong " !" : "")
  }
  BEGIN {
    n = 0
    split(tools, all, " ")
    for (i = 1; i in all; i++) if (index(" " missing " ", " " all[i] " ") == 0) tool[++n] = all[i]
  }
  {
    verdict[$2, $3, $5] = $6
    if (!(($2, $3) in kind)) {
      kind[$2, $3] = $4
      group[++rows] = $2
      row[rows] = $3
    }
    if (!($1 in seen)) class[++count] = $1
    seen[$1] = 1
    total[$1, $5, $6]++
    total["all", $5, $6]++
    unexpected += ($4 == "bug" && $6 == "missed") || ($4 == "known" && $6 == "found") || $6 == "false"
  }
  END {
    for (r = 1; r <= rows && show_cases; r++) {
      if (group[r] != group[r - 1]) heading(group[r])
      # Clean functions are shown when somebody reports them.
      shown = kind[group[r], row[r]] != "clean"
      for (i = 1; i <= n; i++) if (verdict[group[r], row[r], tool[i]] == "false") shown = 1
      if (!shown) continue
      printf "%-24s", row[r]
      for (i = 1; i <= n; i++) {
        v = verdict[group[r], row[r], tool[i]]
        cell(v == "missed" ? "-" : v == "quiet" ? "" : v == "false" ? "FALSE" : v)
      }
      printf "\n"
    }
    class[++count] = "all"
    heading("class")
    for (r = 1; r <= count; r++) {
      printf "%-24s", class[r]
      for (i = 1; i <= n; i++) cell(sum(class[r], tool[i]))
      printf "\n"
    }
    print "\n`!`: functions without a mistake that the tool reports, of " \
      total["all", tool[1], "false"] + total["all", tool[1], "quiet"]
    exit own && (!rows || unexpected)
  }' "$work/verdicts"
status=$?

for tool in $missing; do
  case $tool in
  effects) echo "not installed: effects (clang 20 or later)" ;;
  *) echo "not installed: $tool" ;;
  esac
done
exit $status
