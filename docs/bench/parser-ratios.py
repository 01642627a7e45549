#!/usr/bin/env python3
"""Runs the parser, sha256sum and other programs in turn on one file, and prints the ratios of this run.

  docs/bench/parser-ratios.py FILE [--peer 'CMD FILE']... [--rounds 9]

A peer is a command line; FILE in it stands for the file. Peers are timed from start to end, the parser inside of its
warm process (all of its work: message, arguments, parents, races) and once more cold, from start to end. MB are 10^6
bytes of the file as it is, wrapped or not. CLASSES names a class path with the compiled benchmarks; without it Maven
compiles them.
"""
import argparse, os, shlex, statistics, subprocess, sys, tempfile, time

args = argparse.ArgumentParser()
args.add_argument('file')
args.add_argument('--peer', action='append', default=[])
args.add_argument('--rounds', type=int, default=9)
args = args.parse_args()
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
size = os.path.getsize(args.file)

classes = os.environ.get('CLASSES')
if not classes:
    with tempfile.NamedTemporaryFile('r') as path:
        subprocess.run(['mvn', '-q', '-Pbench', 'test-compile', 'dependency:build-classpath',
                        '-Dmdep.outputFile=' + path.name], cwd=root, check=True)
        classes = ':'.join([root + '/target/test-classes', root + '/target/classes', open(path.name).read().strip()])
java = ['java', '-Xmx1500m', '-cp', classes, 'dev.maptriage.trace.ParserSpeed', args.file]


def timed(command):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


ours = subprocess.Popen(java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
if ours.stdout.readline().strip() != 'ready':
    sys.exit('the parser did not start')


def ask(word):
    ours.stdin.write(word + '\n')
    ours.stdin.flush()
    return ours.stdout.readline().strip()


names = {'one': 'parse, one processor', 'all': 'parse, all processors', 'envelope': 'envelope and parse',
         'diagnose': 'envelope, parse, diagnose'}
took = {name: [] for name in ['sha256sum', *names.values(), *args.peer]}
allocated = {}
for _ in range(args.rounds):
    took['sha256sum'].append(timed(['sha256sum', args.file]))
    for word, name in names.items():
        seconds, bytes = ask(word).split()
        took[name].append(float(seconds))
        allocated[name] = float(bytes) / size
    for peer in args.peer:
        took[peer].append(timed([args.file if word == 'FILE' else word for word in shlex.split(peer)]))
print(f'{os.path.basename(args.file)}: {size / 1e6:.1f} MB, {ask("counts")}')
ours.stdin.close()
ours.wait()
print(f'{"":<28}{"MB/s":>8}{"least":>8}{"most":>8}{"x sha256sum":>13}{"B/B":>8}')
for name, seconds in took.items():
    rates = [size / 1e6 / s for s in seconds]
    ratio = statistics.median(a / b for a, b in zip(took['sha256sum'], seconds))
    bytes = f'{allocated[name]:.3f}' if name in allocated else ''
    print(f'{name:<28}{statistics.median(rates):>8.0f}{min(rates):>8.0f}{max(rates):>8.0f}{ratio:>13.2f}{bytes:>8}')
