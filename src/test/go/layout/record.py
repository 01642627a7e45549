#!/usr/bin/env python3
"""What types measure, read from the listing of the real compiler. Used by record.sh."""
import os, re, subprocess, sys, tempfile

ARCHS = ['amd64', 'arm64', '386']


def version(go):
    return subprocess.run([go, 'env', 'GOVERSION'], capture_output=True, text=True, check=True, env=env('amd64')).stdout.strip()


def env(arch):
    e = dict(os.environ, GOARCH=arch, GOOS='linux', CGO_ENABLED='0', GOTOOLCHAIN='local', GOFLAGS='-mod=mod', GO111MODULE='on')
    e.pop('GOROOT', None)
    return e


def listing(go, arch, source):
    """The data symbols of a package, as bytes."""
    with tempfile.TemporaryDirectory() as d:
        open(d + '/go.mod', 'w').write('module p\n\ngo 1.19\n')
        open(d + '/p.go', 'w').write(source)
        r = subprocess.run([go, 'build', '-gcflags=p=-S', '-o', '/dev/null', '.'], cwd=d, capture_output=True, text=True, env=env(arch))
        if r.returncode:
            return None, r.stderr
    symbols, name = {}, None
    for line in r.stderr.splitlines():
        m = re.match(r'([^\t]*?) S[A-Z]+(?: \w+)* size=(\d+)', line)
        if m:
            name = m.group(1)
            symbols[name] = bytearray(int(m.group(2)))
            continue
        m = re.match(r'\t0x([0-9a-f]{4,}) ((?:[0-9a-f]{2} )+)', line)
        if m and name:
            at = int(m.group(1), 16)
            data = bytes.fromhex(m.group(2))
            symbols[name][at:at + len(data)] = data
    return symbols, ''


def numbers(data):
    return [int.from_bytes(data[i:i + 8], 'little') for i in range(0, len(data), 8)]


def symbol(symbols, end):
    for name, data in symbols.items():
        if name.endswith(end):
            return data
    return None


def measure(go, arch, imports, declarations, expressions):
    source = 'package p\n\nimport "unsafe"\n' + ''.join('import "%s"\n' % i for i in sorted(imports) if i != 'unsafe')
    source += declarations + '\nvar Table = [...]uint64{\n' + ''.join('\tuint64(%s),\n' % e for e in expressions) + '}\n'
    symbols, error = listing(go, arch, source)
    if symbols is None:
        return None, error, None
    return numbers(symbols.get('p.Table') or symbols['"".Table']), '', symbols


def pointer_words(symbols, name, arch):
    word = 4 if arch == '386' else 8
    data = symbol(symbols, 'type:p.' + name) or symbol(symbols, 'type.p.' + name) or symbol(symbols, 'type."".' + name)
    return int.from_bytes(data[word:2 * word], 'little')


def known(gos, listed, out):
    types = [line.split() for line in open(listed) if line.strip()]
    rows = {}
    order = []
    for go in gos:
        v = re.match(r'go(\d+\.\d+)', version(go)).group(1)
        for arch in ARCHS:
            usable = list(types)
            while True:
                declarations, expressions, imports = '', [], set()
                for i, (path, _) in enumerate(usable):
                    package, name = re.match(r'(.*)\.([A-Z]\w*(?:\[int\])?)$', path).groups()
                    imports.add(package)
                    full = package.split('/')[-1] + '.' + name
                    if path.startswith('html/template') or path.startswith('text/template'):
                        full = package.split('/')[0] + 'template.' + name
                    declarations += 'type W%d struct{ v %s }\n' % (i, full)
                    expressions += ['unsafe.Sizeof(W%d{})' % i, 'unsafe.Alignof(W%d{})' % i]
                source_imports = [i for i in imports if not i.endswith('/template')]
                head = ''.join('import %stemplate "%s"\n' % (i.split('/')[0], i) for i in imports if i.endswith('/template'))
                declarations = head + declarations + 'var Any = []any{' + ', '.join('W%d{}' % i for i in range(len(usable))) + '}\n'
                values, error, symbols = measure(go, arch, source_imports, declarations, expressions)
                if values is not None:
                    break
                missing = set(re.findall(r'undefined: (\S+)|package (\S+) is not in', error))
                before = len(usable)
                for name, package in missing:
                    usable = [t for t in usable if not (name and t[0].split('/')[-1].split('[')[0] == name) and not (package and t[0].startswith(package + '.'))]
                if len(usable) == before:
                    sys.exit('%s %s: %s' % (go, arch, error[:2000]))
            for i, (path, sort) in enumerate(usable):
                name = path.split('/')[-1].replace('[int]', '')
                if path.startswith('html/'):
                    continue
                rows.setdefault((name, arch), []).append((v, values[2 * i], values[2 * i + 1], pointer_words(symbols, 'W%d' % i, arch), sort))
    with open(out, 'w') as f:
        f.write('# made by src/test/go/layout/record.sh; since is the first recorded release with this layout\n')
        f.write('type,arch,since,size,align,pointer_bytes,sort\n')
        for (name, arch), found in rows.items():
            last = None
            for v, *facts in found:
                if facts != last:
                    f.write('%s,%s,%s,%d,%d,%d,%s\n' % (name, arch, v, *facts))
                    last = facts


def recorded(go, structs, out):
    source = open(structs).read()
    body = re.sub(r'(?m)^package .*$', '', source)
    names = {}
    for m in re.finditer(r'(?m)^type (\w+) struct \{\n(.*?)^\}', body, re.S):
        fields = []
        depth = 0
        for line in m.group(2).splitlines():
            plain = re.sub(r'//.*', '', line).strip()
            if depth == 0 and plain:
                head = re.match(r'((?:\w+, )*\w+) |\*?(?:\w+\.)?(\w+)(?:\[.*\])?(?: `.*`)?$', plain)
                if head and head.group(1):
                    fields += [f for f in head.group(1).split(', ')]
                elif head:
                    fields.append(head.group(2))
            depth += plain.count('{') - plain.count('}')
        names[m.group(1)] = [f for f in fields if f != '_']
    with open(out, 'w') as f:
        f.write('# made by src/test/go/layout/record.sh with %s\n' % version(go))
        f.write('arch,struct,size,align,pointer_bytes,offsets\n')
        for arch in ARCHS:
            expressions = []
            for name, fields in names.items():
                expressions += ['unsafe.Sizeof(%s{})' % name, 'unsafe.Alignof(%s{})' % name]
                expressions += ['unsafe.Offsetof(%s{}.%s)' % (name, field) for field in fields]
            declarations = re.sub(r'import \(.*?\)', '', body, flags=re.S)
            declarations += 'var Any = []any{' + ', '.join(n + '{}' for n in names) + '}\n'
            imports = re.findall(r'"([\w/]+)"', re.search(r'import \((.*?)\)', body, re.S).group(1))
            values, error, symbols = measure(go, arch, imports, declarations, expressions)
            if values is None:
                sys.exit(error)
            values = iter(values)
            for name, fields in names.items():
                size, align = next(values), next(values)
                f.write('%s,%s,%d,%d,%d,%s\n' % (arch, name, size, align, pointer_words(symbols, name, arch), ' '.join('%s=%d' % (x, next(values)) for x in fields)))


here = os.path.dirname(os.path.abspath(__file__))
root = os.path.normpath(here + '/../../../..')
if sys.argv[1] == 'known':
    known(sys.argv[2:], here + '/known.txt', root + '/src/main/resources/layout/known-types.csv')
else:
    recorded(sys.argv[2], here + '/structs.go.txt', root + '/src/test/resources/layout/recorded.csv')
