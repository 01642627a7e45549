#!/usr/bin/env python3
"""Measures the service from outside: start, first request, a large dump, small crashes.

  docs/bench/upload-bench.py JAR SMALL [--large DUMP.gz] [--port 8399] [--heap 1g] [--rounds 3] [--seconds 8]
                             [--starts 4] [--plain]

SMALL is a text of about 2 kB; DUMP.gz a large gzip'ed dump, whose uploads are compared with sha256sum of the inflated dump,
run in turn with them. The jar is laid out and its AOT cache trained as in the image, by .ci/train-aot.sh; a cache that does not
fit ends the run. Every other start has an upload as its first request, and the rest a page. --plain starts the jar as it is,
too, in turn with them. Beside each time stands the processor's, which other work on the machine changes less. The database is a
file of H2. Java is that of JAVA_HOME, if set.
"""
import argparse, gzip, http.client, os, re, shutil, signal, statistics, subprocess, sys, tempfile, threading, time

args = argparse.ArgumentParser()
args.add_argument('jar')
args.add_argument('small')
args.add_argument('--large')
args.add_argument('--port', type=int, default=8399)
args.add_argument('--heap', default='1g')
args.add_argument('--rounds', type=int, default=3)
args.add_argument('--seconds', type=float, default=8)
args.add_argument('--starts', type=int, default=4)
args.add_argument('--plain', action='store_true')
args = args.parse_args()
sys.stdout.reconfigure(line_buffering=True)

API = '/api/v1'
TEXT = {'Content-Type': 'text/plain'}
work = tempfile.mkdtemp()
log = open(work + '/log', 'w')
small = open(args.small, 'rb').read()
if 'JAVA_HOME' in os.environ:
    os.environ['PATH'] = os.environ['JAVA_HOME'] + '/bin:' + os.environ['PATH']
os.environ['PORT'] = str(args.port)
train = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../.ci/train-aot.sh')
options = ['--sun-misc-unsafe-memory-access=allow', '-Xmx' + args.heap]


def database(name):
    return '-Dspring.datasource.url=jdbc:h2:file:' + work + '/' + name + ';DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000'


def start(java, jar, folder):
    """The process, and how long it took until it was ready."""
    began = time.perf_counter()
    process = subprocess.Popen(['java', *options, *java, '-jar', jar], cwd=folder, stdout=log, stderr=log)
    while not ready():
        if process.poll() is not None or time.perf_counter() - began > 120:
            sys.exit(open(work + '/log').read()[-2000:])
        time.sleep(0.01)
    return process, time.perf_counter() - began


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait()


def request(method, path, body=None, headers=None, connection=None):
    own = connection or http.client.HTTPConnection('127.0.0.1', args.port, timeout=120)
    own.request(method, path, body, headers or {})
    answer = own.getresponse()
    content = answer.read()
    if connection is None:
        own.close()
    return answer.status, content


def timed(*what):
    began = time.perf_counter()
    status, content = request(*what)
    return status, content, time.perf_counter() - began


def ready():
    try:
        return request('GET', '/actuator/health/readiness')[0] == 200
    except OSError:
        return False


def sha256sum(path):
    began = time.perf_counter()
    subprocess.run(['sha256sum', path], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def processor(process):
    """Seconds that its threads have run so far."""
    fields = open(f'/proc/{process.pid}/stat').read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def begin(name, java, jar, folder, page_first=False):
    """Starts it, sends the first requests, and leaves it running; what was measured besides."""
    process, took = start(java, jar, folder)
    figures = {'ready': (took, processor(process))}
    requests = [('upload', ('POST', API + '/traces', small, TEXT)), ('page', ('GET', '/issues'))]
    for what, wanted in reversed(requests) if page_first else requests:
        before = processor(process)
        status, _, seconds = timed(*wanted)
        figures[what] = (seconds, processor(process) - before)
        if status not in (200, 201):
            sys.exit(f'{name}: first {what} was answered by {status}')
    first, second = [what for what in figures if what != 'ready']
    print(f'{name}: ready after {took:.2f} s (processor {figures["ready"][1]:.2f} s), first request, {first}: '
          f'{figures[first][0] * 1e3:.0f} ms ({figures[first][1] * 1e3:.0f} ms), then {second}: '
          f'{figures[second][0] * 1e3:.0f} ms ({figures[second][1] * 1e3:.0f} ms)')
    return process, {'ready': figures['ready'], 'first ' + first: figures[first]}


def starts(folder, jar, cached):
    """Starts in turn with the database there; prints medians."""
    measured = {}
    for i in range(args.starts):
        kinds = [('extracted with AOT cache', cached, jar, folder)]
        if args.plain:
            kinds.append(('plain jar', [], os.path.abspath(args.jar), work))
        for name, java, run, where in kinds:
            process, figures = begin(name, [*java, database('bench')], run, where, i % 2 == 1)
            stop(process)
            for what, pair in figures.items():
                measured.setdefault((what, name), []).append(pair)
    for (what, name), pairs in sorted(measured.items()):
        wall, used = (statistics.median(p[n] for p in pairs) for n in (0, 1))
        plain = measured.get((what, 'plain jar'))
        ratio = f', x plain {wall / statistics.median(p[0] for p in plain):.2f} ({used / statistics.median(p[1] for p in plain):.2f})' \
            if plain and name != 'plain jar' else ''
        print(f'median of {len(pairs)}, database there, {name}: {what} {wall * 1e3:.0f} ms (processor {used * 1e3:.0f} ms){ratio}')


def large():
    packed = open(args.large, 'rb').read()
    plain = work + '/large'
    with gzip.open(args.large) as source, open(plain, 'wb') as target:
        shutil.copyfileobj(source, target, 1 << 20)
    took, sums = [], []
    for _ in range(args.rounds):
        sums.append(sha256sum(plain))
        status, answer, seconds = timed('POST', API + '/diagnoses', packed, {**TEXT, 'Content-Encoding': 'gzip'})
        took.append(seconds)
        if status != 200:
            sys.exit(f'{status}: {answer[:500]}')
        print(f'  /diagnoses {seconds:.2f} s, sha256sum {sums[-1]:.2f} s, ratio {seconds / sums[-1]:.2f}')
    found = re.search(rb'"goroutines" ?: ?(?:\{[^}]*?)?(\d+)', answer)
    print(f'/diagnoses, {os.path.getsize(plain) / 1e6:.0f} MB as {len(packed) / 1e6:.0f} MB of gzip, '
          f'{found.group(1).decode() if found else "no"} goroutines: first {took[0]:.2f} s, median {statistics.median(took):.2f} s, '
          f'least {min(took):.2f} s; ratio to sha256sum {statistics.median(t / s for t, s in zip(took, sums)):.2f}')
    status, _, stored = timed('POST', API + '/traces', packed, {**TEXT, 'Content-Encoding': 'gzip'})
    print(f'/traces, the same: {stored:.2f} s, ratio {stored / statistics.median(sums):.2f} (status {status})')


def closed(path, seconds, results, number):
    """A sender that sends the next one when the last is answered."""
    connection = http.client.HTTPConnection('127.0.0.1', args.port, timeout=60)
    end = time.perf_counter() + seconds
    i = 0
    while time.perf_counter() < end:
        i += 1
        body = small + b'\n# %d %d %f\n' % (number, i, seconds)
        began = time.perf_counter()
        request('POST', API + path, body, TEXT, connection)
        results.append(time.perf_counter() - began)


def latency(path):
    closed(path, args.seconds, [], 0)
    results = []
    threads = [threading.Thread(target=closed, args=(path, args.seconds, results, 1 + n)) for n in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    most = len(results) / args.seconds
    # Half of it, evenly, and the delay counts from the moment at which a request was due.
    pause, latencies = 2 / most, []
    connection = http.client.HTTPConnection('127.0.0.1', args.port, timeout=60)
    due = time.perf_counter()
    for i in range(int(args.seconds / pause)):
        due += pause
        time.sleep(max(0, due - time.perf_counter()))
        request('POST', API + path, small + b'\n# half %d\n' % i, TEXT, connection)
        latencies.append((time.perf_counter() - due) * 1e3)
    print(f'{path}, {len(small)} B: {most:.0f}/s with two senders; at half of that median '
          f'{percentile(latencies, .5):.2f} ms, p99 {percentile(latencies, .99):.1f} ms')


service = None
try:
    folder, jar = work + '/app', os.path.basename(args.jar)
    subprocess.run(['java', '-Djarmode=tools', '-jar', os.path.abspath(args.jar), 'extract', '--destination', folder],
                   check=True, stdout=subprocess.DEVNULL)
    if subprocess.run([train, jar, 'bench.aot', '-Xmx' + args.heap], cwd=folder, stdout=log, stderr=log).returncode:
        sys.exit(open(work + '/log').read()[-2000:])
    print(f'AOT cache: {os.path.getsize(folder + "/bench.aot") / 1e6:.0f} MB')
    cached = ['-XX:AOTCache=bench.aot', '-XX:AOTMode=on']
    if args.plain:
        service, _ = begin('plain jar, empty database', [database('plain')], os.path.abspath(args.jar), work)
        stop(service)
    service, _ = begin('extracted with AOT cache, empty database', [*cached, database('bench')], jar, folder)
    stop(service)
    starts(folder, jar, cached)
    service, _ = start([*cached, database('bench')], jar, folder)
    for path in ('/diagnoses', '/traces'):
        latency(path)
    if args.large:
        large()
    status = open(f'/proc/{service.pid}/status').read()
    print('peak memory of the process:', [l.split()[1] for l in status.splitlines() if l.startswith('VmHWM')][0], 'kB')
finally:
    if service is not None and service.poll() is None:
        stop(service)
    shutil.rmtree(work)
