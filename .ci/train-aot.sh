#!/usr/bin/env bash
# Writes an AOT cache of the service: starts the jar, sends it crashes, opens the pages that people open first, and ends it.
# What happens in here is loaded, linked and profiled already when a container starts.
#
#   .ci/train-aot.sh JAR CACHE [JVM OPTION…]
#
# The jar has to be named exactly as it is started later, and with the same options that matter to the cache, else the cache
# is ignored without a word. bash alone, since the image has no curl. PORT is where the service listens meanwhile.
set -euo pipefail
jar=$1
cache=$2
shift 2
export PORT=${PORT:-8080}

request() { # method, path, body: leaves the answer in $answer
  exec 3<> "/dev/tcp/127.0.0.1/$PORT" || return 1
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${#3}" "$3" >&3
  answer=$(tr -d '\0' <&3)
  exec 3>&-
}

expect() { # status, then as above
  request "$2" "$3" "$4"
  if [[ $answer != "HTTP/1.1 $1"* ]]; then
    printf '%s %s was to be answered by %s, but:\n%s\n' "$2" "$3" "$1" "${answer:0:2000}" >&2
    exit 1
  fi
}

nil_write='panic: assignment to entry in nil map

goroutine 1 [running]:
example.com/shop/cart.(*Store).Put(...)
	/src/cart/store.go:31
main.main()
	/src/main.go:9 +0x45
exit status 2
'
both_write='fatal error: concurrent map writes

goroutine 18 [running]:
internal/runtime/maps.fatal({0x4c5d2e?, 0x0?})
	/usr/local/go/src/runtime/panic.go:1046 +0x18
example.com/shop/cart.(*Store).Put(0xc000010250, {0x4b1f6e, 0x3}, 0x7)
	/src/cart/store.go:57 +0x65
created by main.main in goroutine 1
	/src/main.go:12 +0x2f

goroutine 19 [runnable]:
example.com/shop/cart.(*Store).Put(0xc000010250, {0x4b1f6e, 0x3}, 0x8)
	/src/cart/store.go:57 +0x65
created by main.main in goroutine 1
	/src/main.go:12 +0x2f
'

java -XX:AOTCacheOutput="$cache" --sun-misc-unsafe-memory-access=allow "$@" \
  -Dspring.datasource.url=jdbc:h2:mem:training -jar "$jar" &
service=$!
trap 'kill "$service" 2> /dev/null || true' EXIT

answer=
for _ in $(seq 600); do
  if request GET /actuator/health/readiness '' 2> /dev/null && [[ $answer == *'"UP"'* ]]; then break; fi
  kill -0 "$service"
  sleep 0.2
done
[[ $answer == *'"UP"'* ]]

# Some rounds, so that what is written down is how the code behaves, and not only that it exists.
for round in 1 2 3 4 5 6; do
  for crash in "$nil_write" "$both_write"; do
    expect 200 POST /api/v1/diagnoses "$crash"
    expect 201 POST "/api/v1/traces?service=training&release=$round" "$crash"
    # Links of the answer.
    incident=/
    issue=/
    if [[ $answer =~ \"(/incidents/[0-9a-f-]+)\" ]]; then incident=${BASH_REMATCH[1]}; fi
    if [[ $answer =~ \"(/issues/[0-9a-f-]+)\" ]]; then issue=${BASH_REMATCH[1]}; fi
    for page in / /issues /upload "$issue" "$incident" /api/v1/issues /api/v1/incidents; do
      expect 200 GET "$page" ''
    done
  done
done
expect 200 GET /actuator/prometheus ''

trap - EXIT
kill -TERM "$service"
# 143: ended by the signal, as asked.
wait "$service" || [ $? -eq 143 ]
[ -s "$cache" ]

# A cache that does not fit is passed over without a word where it is used, and an error here.
java -XX:AOTCache="$cache" -XX:AOTMode=on --sun-misc-unsafe-memory-access=allow "$@" -cp "$jar" -version
