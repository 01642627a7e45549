#!/usr/bin/env bash
# Writes an AOT cache of the service: starts the jar, sends it one crash, opens the pages that people open first, and ends it.
# What happens in here is loaded, linked and profiled already when a container starts.
#
#   .ci/train-aot.sh JAR CACHE
#
# The jar has to be named exactly as it is started later, else the cache is ignored without a word. bash alone, since the
# image has no curl.
set -euo pipefail
jar=$1
cache=$2
port=8080

request() { # method, path, body; prints the answer
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "$2" "${#3}" "$3" >&3
  cat <&3
  exec 3>&-
}

crash='fatal error: concurrent map writes

goroutine 18 [running]:
example.com/shop/cart.(*Store).Put(0xc000010250, {0x4b1f6e, 0x3}, 0x7)
	/src/cart/store.go:57 +0x65
created by main.main in goroutine 1
	/src/main.go:12 +0x2f
'

PORT=$port java -XX:AOTCacheOutput="$cache" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Dspring.datasource.url=jdbc:h2:mem:training -jar "$jar" &
service=$!
for _ in $(seq 600); do
  if request GET /actuator/health/readiness '' 2> /dev/null | grep -q '"UP"'; then ready=yes && break; fi
  kill -0 "$service"
  sleep 0.2
done
[ "${ready:-}" = yes ]
request POST /api/v1/traces "$crash" | grep -q '201'
for page in / /issues /upload; do
  request GET "$page" '' | grep -q '200'
done
kill -TERM "$service"
# 143: ended by the signal, as asked.
wait "$service" || [ $? -eq 143 ]
[ -s "$cache" ]
