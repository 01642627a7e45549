#!/usr/bin/env bash
# Measures the map engines beside Go's own maps, java.util.HashMap and Agrona, and prints the ratios of this one run.
#   docs/bench/engine-ratios.sh GO_DIR [VERSION...]
# GO_DIR holds toolchains as GO_DIR/usr/lib/go-VERSION/bin/go; versions default to 1.23 1.26.
# Each operation is measured in Go and in Java within the same minute; the ...Random ones with other keys or in another
# order each time, where the others repeat one order that the processor's branch predictor learns (see MapBenchmark).
# ROUNDS (default 1) repeats all of it. The least sample counts, on every side: whatever else the machine does only adds.
# OPS and KEYS limit what is measured: OPS="accessHit delete" KEYS=uint64. WARMUPS (3), ITERATIONS (5), TIME (1s) and
# GOTIME (200ms) set how long. EACH is a command that is put in front of each measurement, as one that waits until the
# machine is quiet. JAVA_HOME names the JDK. JMH_CP names a class path with the compiled benchmarks; without it Maven
# compiles them.
# RESULTS names a folder that keeps what was measured; a run that broke off goes on from there.
# A quiet machine matters: on a loaded one the ratios swing by a factor of two.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,14p' "$0"; exit 2; }
go_dir=$1; shift
versions=("$@"); [ ${#versions[@]} -gt 0 ] || versions=(1.23 1.26)
all="assignGrow assignHint accessHit accessMiss delete growRandom hintRandom hitRandom missRandom deleteRandom overwrite deleteAssign iterate"
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${RESULTS:-}
[ -n "$work" ] && mkdir -p "$work" || { work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; }
cp "$here"/go/* "$work"
for v in "${versions[@]}"; do
  (cd "$work" && GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod GOCACHE="$work/cache-$v" \
    "$go_dir/usr/lib/go-$v/bin/go" test -c -o "bench-$v" .)
done
if [ -z "${JMH_CP:-}" ]; then
  (cd "$root" && mvn -q -Pbench test-compile dependency:build-classpath -Dmdep.outputFile="$work/cp" >"$work/mvn.log") ||
    { tail -20 "$work/mvn.log"; exit 1; }
  JMH_CP="$root/target/test-classes:$root/target/classes:$(cat "$work/cp")"
fi

# One operation, in Go and at once in Java.
cat >"$work/measure" <<'SH'
set -euo pipefail
work=$1 round=$2 keys=$3 op=$4; shift 4
prefix='' bench=MapBenchmark maps="$(IFS=,; echo "$*"),HashMap"
if [ "$keys" = string ]; then prefix=String bench=StringMapBenchmark; else maps=$maps,agrona; fi
rm -f "$work/go-$round-$keys-$op.txt"
for v in "$@"; do
  "$work/bench-$v" -test.run='^$' -test.bench="^Benchmark$prefix${op^}\$" -test.benchtime=${GOTIME:-200ms} -test.count=5 |
    sed -n "s/^Benchmark[A-Za-z]*\/\([0-9]*\).*[[:space:]]\([0-9.]*\) ns\/key.*/go-$v $keys $op \1 \2/p" >>"$work/go-$round-$keys-$op.txt"
done
"$JAVA" -cp "$JMH_CP" org.openjdk.jmh.Main "hmap.$bench.$op\$" -p map="$maps" -f 1 -wi ${WARMUPS:-3} -i ${ITERATIONS:-5} \
  -w ${TIME:-1s} -r ${TIME:-1s} -foe true -prof gc -rf json -rff "$work/jmh.json" \
  >"$work/jmh.log" 2>&1 || { tail -20 "$work/jmh.log"; exit 1; }
mv "$work/jmh.json" "$work/jmh-$round-$keys-$op.json"
SH
export JMH_CP JAVA="$java"
for round in $(seq "${ROUNDS:-1}"); do
  for keys in ${KEYS:-uint64 string}; do
    for op in ${OPS:-$all}; do
      case $keys$op in string*Random) continue ;; esac
      [ -s "$work/jmh-$round-$keys-$op.json" ] || ${EACH:-} bash "$work/measure" "$work" "$round" "$keys" "$op" "${versions[@]}"
    done
  done
done
python3 - "$work" "${versions[@]}" <<'PY'
import collections, glob, json, sys
work, versions = sys.argv[1], sys.argv[2:]
ns = collections.defaultdict(list)
alloc = collections.defaultdict(list)
for line in (l for file in glob.glob(work + '/go-*-*.txt') for l in open(file)):
    name, keys, op, n, cost = line.split()
    ns[keys, op, int(n), name].append(float(cost))
for file in glob.glob(work + '/jmh-*.json'):
    for b in json.load(open(file)):
        group, op = b['benchmark'].split('.')[-2:]
        keys = 'string' if group.startswith('String') else 'uint64'
        n, name = int(b['params']['n']), b['params']['map']
        ns[keys, op, n, name] += [x / n for x in b['primaryMetric']['rawData'][0]]
        norm = [m for k, m in b['secondaryMetrics'].items() if k.endswith('gc.alloc.rate.norm')]
        # A delete is measured on a map that was filled for it, and the profiler counts the filling, too.
        alloc[keys, op, n, name] += [norm[0]['score'] / n] if norm and op not in ('delete', 'deleteRandom') else []
cost = {k: min(v) for k, v in ns.items()}

def cell(x, width, form='.1f'):
    return ' ' * (width - 1) + '-' if x is None else f'{x:>{width}{form}}'

print(f"{'keys':<8}{'operation':<13}{'n':>8}{'engine':>7}{'ns':>8}{'Go ns':>8}{'x Go':>7}{'HashMap':>9}{'x':>7}{'agrona':>8}{'x':>7}{'B/op':>8}")
over, slower = [], []
for keys, op, n in sorted({(k, o, n) for k, o, n, _ in cost}, key=lambda x: (x[0] == 'string', x)):
    for v in versions:
        e, g, h, a = (cost.get((keys, op, n, x)) for x in (v, 'go-' + v, 'HashMap', 'agrona'))
        if e is None or g is None or h is None:
            continue
        b = alloc.get((keys, op, n, v)) or [None]
        print(f"{keys:<8}{op:<13}{n:>8}{v:>7}{e:>8.1f}{g:>8.1f}{e / g:>7.2f}{h:>9.1f}{e / h:>7.2f}{cell(a, 8)}"
              f"{cell(a and e / a, 7, '.2f')}{cell(b[0], 8, '.2f')}")
        if e / g > 1.5:
            over.append(f'{keys} {op} {n} {v}: {e / g:.2f}')
        if e > h:
            slower.append(f'{keys} {op} {n} {v}: {e / h:.2f}')
print('above 1.5 x Go:', ', '.join(over) or 'none')
print('slower than HashMap:', ', '.join(slower) or 'none')
PY
