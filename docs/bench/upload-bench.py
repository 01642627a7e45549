#!/usr/bin/env python3
"""Measures the service from outside: start, first request, a large dump, small crashes.

  docs/bench/upload-bench.py JAR LARGE.gz SMALL [--port 8399] [--heap 1g] [--rounds 5]

LARGE.gz is a gzip'ed dump, SMALL a text of about 2 kB. Prints ratios to sha256sum of the inflated dump, run in turn with
the uploads. The service gets an AOT cache first, as in the image, and a database in memory.
"""
import argparse, gzip, hashlib, http.client, os, re, shutil, statistics, subprocess, sys, tempfile, threading, time

args = argparse.ArgumentParser()
args.add_argument('jar')
args.add_argument('large')
args.add_argument('small')
args.add_argument('--port', type=int, default=8399)
args.add_argument('--heap', default='1g')
args.add_argument('--rounds', type=int, default=5)
args.add_argument('--seconds', type=float, default=8)
args = args.parse_args()

work = tempfile.mkdtemp()
subprocess.run(['java', '-Djarmode=tools', '-jar', os.path.abspath(args.jar), 'extract', '--destination', work + '/app'],
               check=True, stdout=subprocess.DEVNULL)
jar = os.path.basename(args.jar)
options = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-Xmx' + args.heap]
database = '-Dspring.datasource.url=jdbc:h2:mem:bench'
log = open(work + '/log', 'w')


def run(java, wait):
    process = subprocess.Popen(['java', *options, *java, '-jar', jar], cwd=work + '/app', stdout=log, stderr=log,
                               env={**os.environ, 'PORT': str(args.port)})
    if wait:
        process.wait()
    return process


def request(method, path, body=None, headers=None, connection=None):
    own = connection or http.client.HTTPConnection('127.0.0.1', args.port, timeout=60)
    own.request(method, path, body, headers or {})
    answer = own.getresponse()
    content = answer.read()
    if connection is None:
        own.close()
    return answer.status, content


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


API = '/api/v1'
sys.stdout.reconfigure(line_buffering=True)
TEXT = {'Content-Type': 'text/plain'}
run(['-XX:AOTCacheOutput=bench.aot', '-Dspring.context.exit=onRefresh', database], True)
started = time.perf_counter()
service = run(['-XX:AOTCache=bench.aot', database], False)
try:
    while not ready():
        if service.poll() is not None or time.perf_counter() - started > 120:
            sys.exit(open(work + '/log').read()[-2000:])
        time.sleep(0.02)
    print(f'start to ready: {time.perf_counter() - started:.2f} s')
    small = open(args.small, 'rb').read()
    began = time.perf_counter()
    status, _ = request('POST', API + '/diagnoses', small, TEXT)
    if status != 200:
        sys.exit(f'the service answers {status}')
    print(f'first upload: {(time.perf_counter() - began) * 1e3:.0f} ms')

    packed = open(args.large, 'rb').read()
    plain = work + '/large'
    with gzip.open(args.large) as source, open(plain, 'wb') as target:
        shutil.copyfileobj(source, target, 1 << 20)
    took, sums = [], []
    for round in range(args.rounds):
        sums.append(sha256sum(plain))
        began = time.perf_counter()
        status, answer = request('POST', API + '/diagnoses', packed, {**TEXT, 'Content-Encoding': 'gzip'})
        took.append(time.perf_counter() - began)
        if status != 200:
            sys.exit(f'{status}: {answer[:500]}')
    found = re.search(rb'"goroutines" ?: ?(?:\{[^}]*?)?(\d+)', answer)
    goroutines = found.group(1).decode() if found else 'no'
    print(f'/diagnoses, {os.path.getsize(plain) / 1e6:.0f} MB gzip to {len(packed) / 1e6:.0f} MB, {goroutines} goroutines: '
          f'first {took[0]:.2f} s, then median {statistics.median(took[1:]):.2f} s; sha256sum {statistics.median(sums):.2f} s; '
          f'ratio {statistics.median(t / s for t, s in list(zip(took, sums))[1:]):.2f} (first {took[0] / sums[0]:.2f})')
    began = time.perf_counter()
    status, _ = request('POST', API + '/traces', packed, {**TEXT, 'Content-Encoding': 'gzip'})
    stored = time.perf_counter() - began
    print(f'/traces, the same: {stored:.2f} s, ratio {stored / statistics.median(sums):.2f} (status {status})')

    def closed(path, seconds, results, number):
        connection = http.client.HTTPConnection('127.0.0.1', args.port, timeout=60)
        end = time.perf_counter() + seconds
        i = 0
        while time.perf_counter() < end:
            i += 1
            body = small + b'\n# %d %d %f\n' % (number, i, seconds)
            began = time.perf_counter()
            request('POST', API + path, body, TEXT, connection)
            results.append(time.perf_counter() - began)

    for path in ('/diagnoses', '/traces'):
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
    status = open(f'/proc/{service.pid}/status').read()
    print('peak memory of the process:', [l.split()[1] for l in status.splitlines() if l.startswith('VmHWM')][0], 'kB')
finally:
    service.terminate()
    service.wait()
    shutil.rmtree(work)
