#!/usr/bin/env bash
# Measures taskrt beside the peers found, and prints one table:
#   bench peer figure cpu/op wall unit ratio
# where the ratio is the cost of the peer over that of taskrt: above 1 taskrt is cheaper.
#   run.sh [PATTERN]      only the rows that match (e.g. 'skynet', 'taskrt')
#   RUNS=5                runs of each row, interleaved; the figure is their median
#   PEERS=FOLDER          sources of the peers: c/{omp,uv,threads,gtask}.c, c/fiber.cc, go/main.go, rust/
#   BUILD=FOLDER          where to build
# cpu/op is user + system time over operations: on a shared machine it is the steadier figure.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-${TMPDIR:-/tmp}/taskrt-bench}
peers=${PEERS:-$here/peers}
pattern=${1:-.}
runs=${RUNS:-5}
mkdir -p "$build"
say() { echo "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

cmake -S "$here/.." -B "$build/taskrt" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="-O2 -DNDEBUG" >/dev/null &&
    cmake --build "$build/taskrt" --target taskrt-bench >"$build/log" || { say "cannot build taskrt"; exit 1; }
ours=$(find "$build/taskrt" -name taskrt-bench -type f -perm -u+x | head -1)

peer() { gcc -O2 -std=gnu11 -D_GNU_SOURCE "$peers/c/$1.c" -o "$build/$1" "${@:2}" 2>>"$build/log" || say "no peer $1"; }
if [ -d "$peers" ]; then
    peer omp -fopenmp
    peer threads -pthread
    peer uv -luv
    # shellcheck disable=SC2046
    peer gtask $(pkg-config --cflags --libs gio-2.0 2>/dev/null)
    g++ -O2 -std=c++17 -I"$peers/c" "$peers/c/fiber.cc" -o "$build/fiber" -lboost_fiber -lboost_context -pthread \
        2>>"$build/log" || say "no peer fiber"
    have go && (cd "$peers/go" && GO111MODULE=off GOCACHE="$build/gocache" go build -o "$build/go" main.go) 2>>"$build/log" || say "no peer go"
    [ -x "${TOKIO:-}" ] || say "no peer tokio (TOKIO=PROGRAM, built from rust/)"
else
    say "no peers: PEERS=FOLDER names their sources"
fi

# Each row: bench, the name of the case, the peer, its program.
rows() {
    while read -r bench case_ peer program; do
        [ -x "${program%% *}" ] && echo "$bench $case_ $peer $program"
    done <<END
spawn_hot spawn_hot taskrt $ours
spawn_hot spawn_one tokio-ct ${TOKIO:-none} ct
spawn_one spawn_one taskrt $ours
spawn_one spawn_one go $build/go
spawn_one spawn_one fiber $build/fiber
spawn_one spawn_one gtask $build/gtask
spawn_one spawn_one tokio-ct ${TOKIO:-none} ct
spawn_one spawn_one tokio-mt ${TOKIO:-none} mt
spawn_all spawn_all taskrt $ours
spawn_all spawn_all go $build/go
spawn_all spawn_all fiber $build/fiber
spawn_all spawn_all gtask $build/gtask
spawn_all spawn_all libuv $build/uv
spawn_all pool_all threads $build/threads
spawn_all spawn_all tokio-ct ${TOKIO:-none} ct
spawn_all spawn_all tokio-mt ${TOKIO:-none} mt
yield yield taskrt $ours
yield yield go $build/go
yield yield fiber $build/fiber
yield yield tokio-ct ${TOKIO:-none} ct
skynet skynet taskrt $ours
skynet skynet openmp $build/omp
skynet skynet go $build/go
skynet skynet fiber $build/fiber
skynet skynet tokio-mt ${TOKIO:-none} mt
fib27 fib27 taskrt $ours
fib27 fib27 openmp $build/omp
fib27 fib27 go $build/go
fib27 fib27 tokio-mt ${TOKIO:-none} mt
sleep1m sleep1m taskrt $ours
sleep1m sleep_stackless taskrt $ours
sleep1m sleep_stackful taskrt $ours
sleep1m sleep1m libuv $build/uv
sleep1m sleep1m go $build/go
sleep1m sleep1m tokio-ct ${TOKIO:-none} ct
sleep1m sleep1m fiber $build/fiber
chan_buf chan_buf taskrt $ours
chan_buf chan_buf go $build/go
chan_buf chan_buf fiber $build/fiber
chan_buf chan_buf threads $build/threads
chan_buf chan_buf tokio-ct ${TOKIO:-none} ct
chan_rdv chan_rdv taskrt $ours
chan_rdv chan_rdv go $build/go
chan_rdv chan_rdv fiber $build/fiber
stream stream taskrt $ours
mutex1000 mutex1000 taskrt $ours
mutex1000 mutex1000 go $build/go
mutex1000 mutex1000 fiber $build/fiber
mutex1000 mutex1000 threads $build/threads
mutex1000 mutex1000 tokio-ct ${TOKIO:-none} ct
END
}

# One run of a row: lines `bench peer figure-name wall-figure unit cpu-figure`.
TIMEFORMAT='%R %U %S'
once() {
    local bench=$1 case_=$2 peer=$3 program="${*:4}" out cpu
    out=$(mktemp)
    # shellcheck disable=SC2086
    cpu=$( { time timeout 60 $program "$case_" >"$out" 2>/dev/null; } 2>&1 | tail -1)
    # Where the time of day was a figure per operation, its share of the clock is the processor's.
    awk -v bench="$bench" -v peer="$peer" -v times="$cpu" '
        { split(times, t, " "); name = $1; sub(/:$/, "", name)
          cpu = -1
          if ($3 ~ /op/ && name !~ /^sleep/ && t[1] > 0) cpu = $2 * (t[2] + t[3]) / t[1]
          printf "%s %s %s %s %s %.1f\n", bench, peer, name, $2, $3, cpu }' "$out"
    rm -f "$out"
}

table=$(mktemp)
rows | grep -E "$pattern" >"$table.rows"
for _ in $(seq "$runs"); do
    while read -r row; do
        # shellcheck disable=SC2086
        case $row in sleep1m*) [ -s "$table.sleep" ] && continue ;; esac
        once $row >>"$table"
    done <"$table.rows"
    : >"$table.sleep"; echo x >"$table.sleep" # the sleepers run once: they take seconds each
done

printf '%-10s %-10s %-24s %10s %10s %-8s %6s\n' bench peer figure cpu/op wall unit ratio
sort -s -k1,1 -k3,3 -k2,2 "$table" | awk '
    function median(list, count,   i, j, x) {
        for (i = 2; i <= count; i++) {
            x = list[i]
            for (j = i - 1; j > 0 && list[j] > x; j--) list[j + 1] = list[j]
            list[j + 1] = x
        }
        return list[int((count + 1) / 2)]
    }
    function flush(   cpu, wall) {
        if (!n) return
        cpu = median(c, n); wall = median(w, n); n = 0
        row[++rows] = sprintf("%-10s %-10s %-24s %10s %10.1f %-8s", bench, peer, figure, cpu < 0 ? "-" : sprintf("%.1f", cpu), wall, unit)
        cost[rows] = cpu < 0 ? wall : cpu
        group[rows] = bench == "sleep1m" ? kind_of(figure) : bench
        if (peer == "taskrt" && !(group[rows] in mine)) mine[group[rows]] = cost[rows]
        whose[rows] = peer
    }
    function kind_of(name) { sub(/^.*_/, "", name); return "sleep_" name }
    { key = $1 " " $2 " " $3; if (key != last) flush(); last = key
      bench = $1; peer = $2; figure = $3; unit = $5; n++; w[n] = $4 + 0; c[n] = $6 + 0 }
    END { flush()
        for (i = 1; i <= rows; i++)
            print row[i] (whose[i] != "taskrt" && mine[group[i]] > 0 ? sprintf(" %6.2f", cost[i] / mine[group[i]]) : "") }'
rm -f "$table" "$table.rows" "$table.sleep"
