#!/usr/bin/env bash
# Measures the map engines beside Go's own maps, java.util.HashMap and Agrona, and prints the ratios of this one run.
#   docs/bench/engine-ratios.sh GO_DIR [VERSION...]
# GO_DIR holds toolchains as GO_DIR/usr/lib/go-VERSION/bin/go; versions default to 1.23 1.26.
# Each operation is measured in Go and in Java within the same minute. ROUNDS (default 1) repeats all of it and takes
# the medians. OPS limits the operations: OPS="accessHit delete".
# A quiet machine matters: on a loaded one the ratios swing by a factor of two.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8p' "$0"; exit 2; }
go_dir=$1; shift
versions=("$@"); [ ${#versions[@]} -gt 0 ] || versions=(1.23 1.26)
ops=${OPS:-assignGrow assignHint overwrite accessHit accessMiss delete deleteAssign iterate}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/go/* "$work"
for v in "${versions[@]}"; do
  (cd "$work" && GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod GOCACHE="$work/cache-$v" \
    "$go_dir/usr/lib/go-$v/bin/go" test -c -o "bench-$v" .)
done
maps=$(IFS=,; echo "${versions[*]}"),HashMap,agrona
for round in $(seq "${ROUNDS:-1}"); do
  for op in $ops; do
    for v in "${versions[@]}"; do
      "$work/bench-$v" -test.run='^$' -test.bench="^Benchmark${op^}\$" -test.benchtime=${GOTIME:-300ms} -test.count=3 |
        sed -n "s/^Benchmark\([A-Za-z]*\)\/\([0-9]*\).*[[:space:]]\([0-9.]*\) ns\/key.*/go-$v $op \2 \3/p" >>"$work/go.txt"
    done
    (cd "$root" && mvn -q -Pbench test-compile exec:exec@jmh \
      -Djmh.args="hmap.MapBenchmark.$op\$ -p map=$maps -f 1 -wi ${WARMUPS:-3} -i ${ITERATIONS:-5} -w 1 -r 1 -foe true -prof gc" \
      >"$work/jmh.log") || { tail -20 "$work/jmh.log"; exit 1; }
    cp "$root/target/jmh.json" "$work/jmh-$round-$op.json"
  done
done
python3 - "$work" "${versions[@]}" <<'PY'
import collections, glob, json, statistics, sys
work, versions = sys.argv[1], sys.argv[2:]
ns = collections.defaultdict(list)
alloc = collections.defaultdict(list)
for line in open(work + '/go.txt'):
    name, op, n, cost = line.split()
    ns[op, int(n), name].append(float(cost))
for file in glob.glob(work + '/jmh-*.json'):
    for b in json.load(open(file)):
        op, n, name = b['benchmark'].split('.')[-1], int(b['params']['n']), b['params']['map']
        ns[op, n, name] += [x / n for x in b['primaryMetric']['rawData'][0]]
        norm = [m for k, m in b['secondaryMetrics'].items() if k.endswith('gc.alloc.rate.norm')]
        alloc[op, n, name] += [norm[0]['score'] / n] if norm else []
cost = {k: statistics.median(v) for k, v in ns.items()}
print(f"{'operation':<13}{'n':>8}{'engine':>7}{'ns':>8}{'Go ns':>8}{'x Go':>7}{'HashMap':>9}{'x':>7}{'agrona':>8}{'x':>7}{'B/op':>8}")
over, slower = [], []
for op, n in sorted({(o, n) for o, n, _ in cost}):
    for v in versions:
        e, g, h, a = (cost.get((op, n, x)) for x in (v, 'go-' + v, 'HashMap', 'agrona'))
        if e is None or g is None:
            continue
        b = alloc.get((op, n, v)) or [float('nan')]
        print(f"{op:<13}{n:>8}{v:>7}{e:>8.1f}{g:>8.1f}{e / g:>7.2f}{h:>9.1f}{e / h:>7.2f}{a:>8.1f}{e / a:>7.2f}{b[0]:>8.2f}")
        if e / g > 1.5:
            over.append(f'{op} {n} {v}: {e / g:.2f}')
        if e > h:
            slower.append(f'{op} {n} {v}: {e / h:.2f}')
print('above 1.5 x Go:', ', '.join(over) or 'none')
print('slower than HashMap:', ', '.join(slower) or 'none')
PY
