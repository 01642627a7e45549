#!/usr/bin/env python3
"""Finds the source line and the machine instructions of every step of a map operation, in real Go releases.

    .ci/step-sources.py STEPS GOROOT...

STEPS holds lines of version, function, action and field, as StepFunctions (in the tests) prints them. For each release it
compiles a small program with that release's own compiler, disassembles the runtime's map functions with `go tool objdump`, and
writes src/main/resources/go-steps/VERSION.tsv: function, action, field, file, line, instructions.

Rules are regular expressions over the source of the function that takes the step, so a line that moves between releases is
found again, and one that is gone is reported.
"""
import os, re, subprocess, sys, tempfile
from pathlib import Path

PROGRAM = '''package main

import "os"

type triple [3]uint64

var m64 = map[uint64]uint64{}
var m32 = map[uint32]uint64{}
var ms = map[string]uint64{}
var mp = map[*byte]uint64{}
var mt = map[triple]uint64{}
var keep uint64

//go:noinline
func work(n uint64, s string, p *byte, t triple) {
	m64[n] = n
	m32[uint32(n)] = n
	ms[s] = n
	mp[p] = n
	mt[t] = n
	keep += m64[n] + m32[uint32(n)] + ms[s] + mp[p] + mt[t]
	if v, ok := m64[n]; ok {
		keep += v
	}
	if v, ok := m32[uint32(n)]; ok {
		keep += v
	}
	if v, ok := ms[s]; ok {
		keep += v
	}
	if v, ok := mt[t]; ok {
		keep += v
	}
	for k, v := range m64 {
		keep += k + v
	}
	delete(m64, n)
	delete(m32, uint32(n))
	delete(ms, s)
	delete(mt, t)
	for k := range mt {
		delete(mt, k)
	}
	CLONE
}

func main() {
	for i := range os.Args {
		work(uint64(i), os.Args[i], new(byte), triple{})
	}
	println(keep)
}
'''
CLONE = '''for k := range maps.Clone(m64) {
		keep += k
	}'''

FLAG = [r'flags \^= hashWriting', r'm\.writing \^= 1']
# Action, or action and field: patterns in order of preference. A leading "$" takes the last line that matches.
RULES = {
    'NIL_CHECK': [r'\b[hm] == nil'],
    'LOAD_COUNT': [r'\b(h|src|m)\.count == 0', r'[Uu]sed(\(\))? == 0', r'm\.used < '],
    'CHECK_FLAG': [r'flags&hashWriting != 0', r'\.writing != 0'],
    'HASH': [r'[hH]asher\(', r'\bmemhash\w*\(', r'strhash\w*\(', r'\bhash :?= '],
    'LOAD_FLAG': FLAG, 'STORE_FLAG': FLAG,
    'RECHECK_FLAG': [r'flags&hashWriting == 0', r'm\.writing == 0'],
    'RELOAD_FLAG': [r'flags &\^= hashWriting', r'$m\.writing \^= 1'],
    'CLEAR_FLAG': [r'flags &\^= hashWriting', r'$m\.writing \^= 1'],
    'STORE_FIRST': [r'h\.buckets = new(object|array)', r'm\.dirPtr = grp\.data', r'm\.dirPtr = '],
    'LOAD_BUCKETS/DIRECTORY': [r'directoryAt\(', r'directoryIndex\('],
    'LOAD_BUCKETS': [r'add\(h\.buckets', r'h\.buckets', r'm\.dirPtr == nil', r'm\.dirPtr', r'it\.dirPtr', r'directoryAt'],
    'LOAD_SIZE': [r'bucketMask\(h\.B\)', r'bucketShift\(h\.B\)', r'h\.B == 0', r'h\.B\b', r'm\.dirLen == 0', r'm\.dirLen <= 0', r'dirLen', r'directoryIndex\('],
    'LOAD_NEVACUATE': [r'h\.nevacuate\)'],
    'LOAD_EVACUATED': [r'!?evacuated\('],
    'EVACUATE_CELL': [r'dst\.b\.tophash\[.*\] = top', r'dst\.b\.tophash\['],
    'WIPE_OLD': [r'memclrHasPointers\(ptr', r'memclrHasPointers\('],
    'STORE_NEVACUATE': [r'h\.nevacuate(\+\+| = 0)'],
    'END_GROWTH': [r'h\.oldbuckets = nil'],
    'LINK_OVERFLOW': [r'newoverflow\(t, '],
    'TAKE_OVERFLOW': [r'nextOverflow = ', r'h\.extra\.nextOverflow'],
    'STORE_NOVERFLOW': [r'h\.noverflow = 0', r'h\.noverflow\+\+', r'incrnoverflow\('],
    'LOAD_OLDBUCKETS': [r'h\.growing\(\)', r'oldbucketmask\(\)', r'h\.oldbuckets'],
    'CHECK_GROWTH': [r'overLoadFactor\(h\.count\+1', r't\.growthLeft > 0', r't\.growthLeft == 0'],
    'ALLOCATE': [r'makeBucketArray\(', r'newTable\(', r'newarray\('],
    'STORE_SIZE': [r'h\.B \+= bigger', r'm\.dirLen = ', r'm\.globalDepth(\+\+| = )', r'm\.globalShift = '],
    'STORE_GROW_FLAGS': [r'h\.flags = flags', r'flags &\^= sameSizeGrow', r'h\.flags &\^= sameSizeGrow'],
    'STORE_OLDBUCKETS': [r'h\.oldbuckets = '],
    'STORE_BUCKETS': [r'h\.buckets = newbuckets', r'm\.dirPtr = '],
    'STORE_EXTRA': [r'h\.extra\.oldoverflow = ', r'\*h\.extra = ', r'h\.extra'],
    'COMPARE_KEY': [r'[kK]ey\.[eE]qual\(', r'k != key', r'\*\(\*(uint64|uint32|string)\)\(\w+\) (!=|==) ', r'(==|!=) \*\(\*(uint64|uint32|string)\)\(', r'memequal\(', r'k\.str == key\.str', r'(==|!=) key\b', r'key := g\.key\(', r'key = g\.key\('],
    'UPDATE_KEY': [r'[nN]eed[kK]ey[uU]pdate', r'k\.str = key\.str', r'\*\(\*string\)\(slotKey\) = key', r'\(\*stringStruct\)\(\w+\)\.str = '],
    'STORE_MARK': [r'tophash\[inserti.*\] = ', r'\*inserti = top', r'b\.tophash\[i\] = emptyOne', r'ctrls\(\)\.set\(i, ctrl\(', r'ctrls\(\)\.set\(i, ctrl(Empty|Deleted)'],
    'STORE_KEY': [r'\*\(\*\w+(\.Pointer)?\)\((insertk|slotKey)\) = key', r'stringStruct\)\(insertk\)\) = ', r'stringStruct\)\(.*\) = ', r'typedmemmove\(t(yp)?\.[kK]ey, \w+, key\)'],
    'LOAD_COUNT_TO_CHANGE': [r'[hm]\.(count|used)(\+\+|--)'],
    'STORE_COUNT': [r'[hm]\.(count|used)(\+\+|--)', r'[hm]\.(count|used) = 0'],
    'STORE_GROWTH_LEFT': [r't\.growthLeft--', r't\.growthLeft\+\+', r't\.resetGrowthLeft\('],
    'STORE_TABLE_USED': [r't\.used(--|\+\+)', r't\.used = 0'],
    'PRUNE': [r'ctrls\(\)\.set\(.*ctrlEmpty', r'needed|tombstones'],
    'STORE_DIRECTORY': [r'directorySet\(', r'\*m\.directoryAt|directory\[', r'replaceTable\('],
    'STORE_STALE': [r't\.index = -1', r'\.index = -1'],
    'CLEAR_ELEM': [r'memclr\w*\(e\b', r'typedmemclr\(t(yp)?\.[eE]lem', r'[eE]lem'],
    'WIPE/MARK': [r'markBucketsEmpty\(', r'setEmpty\(\)', r't\.Clear\(', r'typedmemclr\('],
    'WIPE': [r'makeBucketArray\(t, h\.B, h\.buckets', r'memclr\w*\(', r'setEmpty\(\)'],
    'STORE_SEED': [r'h\.hash0 = ', r'm\.seed = '],
    'STORE_CLEAR_SEQ': [r'clearSeq\+\+'],
    'STORE_TOMBSTONE_POSSIBLE': [r'tombstonePossible = '],
    'SNAPSHOT': [r'it\.buckets = h\.buckets', r'it\.dirLen = ', r'it\.globalDepth = '],
    'OR_FLAGS': [r'atomic\.Or8\('],
    'PROBE': [r'b\.tophash\[\w+\] != ', r'isEmpty\(b\.tophash', r'\.tophash\[', r'matchH2\(', r'ctrls\(\)\.(get|match\w+)\(', r'ctrls\(\)'],
    'LOAD_OVERFLOW': [r'\.overflow\(t\)'],
}
# Small functions that the compiler puts in place: their instructions stand under their own lines.
INLINED = {
    'LOAD_OLDBUCKETS': ['growing', 'oldbucketmask'], 'LOAD_OVERFLOW': ['overflow'], 'LOAD_EVACUATED': ['evacuated'],
    'LOAD_SIZE': ['bucketMask', 'bucketShift', 'directoryIndex'], 'PROBE': ['isEmpty', 'matchH2', 'ctrlGroupMatchH2', 'matchEmptyOrDeleted', 'ctrlGroupMatchEmptyOrDeleted', 'get', 'matchFull', 'ctrlGroupMatchFull'],
    'CHECK_GROWTH': ['overLoadFactor', 'tooManyOverflowBuckets', 'growing'], 'LOAD_BUCKETS': ['directoryAt', 'add'],
    'STORE_MARK': ['set', 'setEmpty'], 'LOAD_COUNT': ['Used'], 'LOAD_NEVACUATE': ['growing'], 'OR_FLAGS': ['Or8'],
    'STORE_NOVERFLOW': ['incrnoverflow'], 'WIPE': ['setEmpty', 'markBucketsEmpty'], 'STORE_DIRECTORY': ['directorySet'],
    'COMPARE_KEY': ['key'], 'CLEAR_ELEM': ['elem'],
}
MAPS = 'internal/runtime/maps.'


def places(function, swiss):
    """Where the code of a step lies: source functions (receiver and name) and symbols, best first."""
    name = function.split('.')[-1]
    if not swiss:
        own = [('', name)]
        if name.startswith('mapassign') or name.startswith('evacuate') or name in ('moveToBmap',):
            own.append(('hmap', 'newoverflow'))
        if name == 'growWork' or name.startswith('growWork'):
            own.append(('hmap', 'oldbucketmask'))
        if name.startswith('mapclone'):
            own += [('', 'moveToBmap')]
        own.append(('hmap', 'incrnoverflow'))
        symbols = ['runtime.' + n if not r else f'runtime.(*{r}).{n}' for r, n in own]
        return own, symbols
    if function.startswith(MAPS):
        receiver = re.search(r'\(\*(\w+)\)', function).group(1)
        own = [(receiver, name)]
        if name == 'growToTable':
            own += [('table', 'uncheckedPutSlot')]
        if name == 'Clone':
            own += [('table', 'clone'), ('', 'mapclone2'), ('Iter', 'Next')]
        if name in ('grow', 'split', 'rehash'):
            own += [('table', 'uncheckedPutSlot'), ('', 'newTable')]
        if name == 'getWithKey':
            own += [('table', 'getWithKey'), ('Map', 'getWithKeySmall')]
    elif name.startswith('mapdelete'):
        own = [('Map', 'Delete'), ('Map', 'deleteSmall'), ('table', 'Delete')]
    elif name == 'mapclear':
        own = [('Map', 'Clear'), ('Map', 'clear'), ('Map', 'clearSmall'), ('table', 'Clear')]
    elif name == 'mapIterStart':
        own = [('Iter', 'Init')]
    elif name == 'mapIterNext':
        own = [('Iter', 'Next'), ('Iter', 'nextGroup')]
    else:
        own = [('', 'runtime_' + name), ('', name)]
        if name.startswith('mapassign'):
            kind = name.split('_')[-1] if '_' in name else ''
            small = {'': 'putSlotSmall', 'fast32': 'putSlotSmallFast32', 'fast64': 'putSlotSmallFast64',
                     'faststr': 'putSlotSmallFastStr', 'fast64ptr': 'putSlotSmallFastPtr', 'fast32ptr': 'putSlotSmallFastPtr'}[kind]
            own += [('Map', small), ('table', 'PutSlot'), ('Map', 'growToSmall')]
        if name.startswith('mapaccess1'):
            own += [('', 'runtime_' + name.replace('mapaccess1', 'mapaccess2'))]
        if name.endswith('faststr'):
            own += [('Map', 'getWithoutKeySmallFastStr')]
    symbols = []
    for receiver, n in own:
        symbols.append(f'{MAPS}(*{receiver}).{n}' if receiver else ('runtime.' + n.removeprefix('runtime_')))
    return own, symbols


class Sources:
    def __init__(self, root, swiss):
        self.functions = {}
        folders = ['runtime', 'internal/runtime/maps', 'runtime/internal/atomic', 'internal/runtime/atomic']
        for folder in folders:
            for path in sorted((root / 'src' / folder).glob('*.go')):
                text = path.read_text()
                build = re.search(r'^//go:build (.*)$', text, re.M)
                if path.name.endswith('_test.go') or (build and ('goexperiment.swissmap' in build.group(1))
                                                      and ('!goexperiment.swissmap' in build.group(1)) == swiss):
                    continue
                lines = text.split('\n')
                start = None
                for n, line in enumerate(lines, 1):
                    head = re.match(r'func (?:\(\w+ \*?(\w+)(?:\[\w+\])?\) )?(\w+)\(', line)
                    if head:
                        start = (head.group(1) or '', head.group(2), n)
                    if line == '}' and start:
                        self.functions.setdefault((start[0], start[1]),
                                                  (f'src/{folder}/{path.name}', start[2], n, lines))
                        start = None
                    if head and line.rstrip().endswith('}'):
                        self.functions.setdefault((start[0], start[1]), (f'src/{folder}/{path.name}', n, n, lines))
                        start = None

    def find(self, own, patterns):
        for pattern in patterns:
            last = pattern.startswith('$')
            regex = re.compile(pattern.lstrip('$'))
            for key in own:
                if key not in self.functions:
                    continue
                file, first, end, lines = self.functions[key]
                hits = [n for n in range(first + 1 if end > first else first, end + 1)
                        if regex.search(lines[n - 1].split('//')[0])]
                if hits:
                    return file, hits[-1 if last else 0]
        return None

    def spans(self, names):
        return [(f, a, b) for (r, n), (f, a, b, _) in self.functions.items() if n in names]


def disassemble(go, binary, symbols_regex):
    out = subprocess.run([go, 'tool', 'objdump', '-s', symbols_regex, binary], capture_output=True, text=True, check=True).stdout
    functions, current, path = {}, None, ''
    for line in out.splitlines():
        head = re.match(r'TEXT (\S+)\(SB\) (.*)', line)
        if head:
            current, path = functions.setdefault(head.group(1), []), head.group(2)
            continue
        row = re.match(r'\s+(\S+\.\w+):(\d+)\s+0x[0-9a-f]+\s+[0-9a-f]+\s+(.*)', line)
        if row and current is not None:
            current.append((row.group(1), int(row.group(2)), re.sub(r'\s+', ' ', row.group(3).strip())))
    return functions


def wanted(action, text):
    """Whether an instruction touches memory other than the stack the way the action does."""
    if text.startswith('LEA') or '(' not in text:
        return False
    writes = action.startswith(('STORE', 'CLEAR', 'LINK', 'TAKE', 'UPDATE', 'EVACUATE', 'OR_', 'END', 'WIPE', 'PRUNE'))
    last = text.split(', ')[-1] if not text.startswith(('CMP', 'TEST', 'BT')) else ''
    if writes:
        return text.startswith('CALL') or bool(re.search(r'\((?!SP|SB)\w+\)', last))
    return bool(re.search(r'\((?!SP|SB)\w+\)', text)) and (not re.search(r'\((?!SP|SB)\w+\)', last) or 'CMP' in text)


def instructions(action, code, file, line, helpers):
    """The first instructions of this line, or of what was put in its place, that do what the action says."""
    name = os.path.basename(file)
    own = [i for i, row in enumerate(code) if row[0] == name and row[1] == line]
    near = [i for i, row in enumerate(code)
            if any(row[0] == os.path.basename(f) and a <= row[1] <= b for f, a, b in helpers)]
    start = own[0] if own else 0
    for group in (own, sorted(set(own) | {i for i in near if i >= start})):
        runs, run = [], []
        for i in group:
            if run and i != run[-1] + 1:
                runs.append(run)
                run = []
            run.append(i)
        runs += [run] if run else []
        for run in runs:
            hits = [k for k, i in enumerate(run) if wanted(action, code[i][2])]
            if hits:
                first = max(0, hits[0] - 3)
                return [code[i][2] for i in run[first:first + 5] if not code[i][2].startswith(('NOP', 'XCHG'))]
    return [code[i][2] for i in own[:3]]


def main():
    steps = [line.split('\t') for line in Path(sys.argv[1]).read_text().splitlines()]
    target = Path(__file__).resolve().parent.parent / 'src/main/resources/go-steps'
    target.mkdir(parents=True, exist_ok=True)
    roots = {}
    for root in map(Path, sys.argv[2:]):
        version = (root / 'VERSION').read_text().split()[0].removeprefix('go')
        roots['.'.join(version.split('.')[:2])] = (root, version)
    for label in sorted({s[0] for s in steps}):
        plain = label.removesuffix('-noswissmap')
        if plain not in roots:
            print(f'{label}: no toolchain', file=sys.stderr)
            continue
        root, version = roots[plain]
        swiss = label == plain and float(plain.split('.')[1]) >= 24
        go = str(root / 'bin/go')
        with tempfile.TemporaryDirectory() as folder:
            clone = float(plain.split('.')[1]) >= 21
            source = PROGRAM.replace('CLONE', CLONE if clone else '').replace('import "os"', 'import (\n\t"maps"\n\t"os"\n)' if clone else 'import "os"')
            (Path(folder) / 'main.go').write_text(source)
            (Path(folder) / 'go.mod').write_text(f'module steps\n\ngo {plain}\n')
            env = dict(os.environ, GOROOT=str(root), GOTOOLCHAIN='local', GOFLAGS='-mod=mod', GOARCH='amd64', CGO_ENABLED='0')
            if label != plain:
                env['GOEXPERIMENT'] = 'noswissmap'
            subprocess.run([go, 'build', '-o', 'steps', '.'], cwd=folder, env=env, check=True)
            code = disassemble(go, folder + '/steps', r'^(runtime\.(map|evacuate|growWork|hashGrow|advanceEvac|moveToBmap|.*newoverflow|markBuckets)|internal/runtime/maps\.)')
        sources = Sources(root.resolve(), swiss)
        rows, missing, bare = [], [], 0
        for function, action, field in sorted({tuple(s[1:4]) for s in steps if s[0] == label}):
            if function == 'caller':
                continue
            own, symbols = places(function, swiss)
            at = sources.find(own, RULES.get(f'{action}/{field}', []) + RULES.get(action, []))
            if at is None:
                missing.append(f'{function} {action} {field}')
                continue
            found = []
            for symbol in symbols:
                found = instructions(action, code.get(symbol, []), at[0], at[1], sources.spans(INLINED.get(action, [])))
                if found:
                    break
            bare += not found
            rows.append('\t'.join([function, action, field, at[0], str(at[1]), ' ; '.join(found)]))
        head = f'# go{version}, amd64, by .ci/step-sources.py: function, action, field, file, line, instructions\n'
        (target / f'{label}.tsv').write_text(head + '\n'.join(rows) + '\n')
        print(f'{label}: go{version}, {len(rows)} steps, {bare} without instructions of their own, {len(missing)} not found')
        for m in missing:
            print('   ', m)


main()
