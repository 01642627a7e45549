#!/usr/bin/env bash
# Sends the last log of every container that ended with exit code 2, as a Go program does when it crashes, to maptriage.
#
#   kubectl-crashes.sh [-u URL] [-n NAMESPACE | -A] [-l SELECTOR] [-e ENVIRONMENT] [-t LINES] [-w SECONDS]
#
#   -u  of maptriage; else MAPTRIAGE_URL, else http://localhost:8080
#   -n  namespace; -A all of them; else the one of the current context
#   -l  label selector, as kubectl has it
#   -e  environment that crashes are filed under
#   -t  lines from the end of a log (default 20000: a dump of some thousand goroutines)
#   -w  look again every so many seconds; else once
#
# MAPTRIAGE_TOKEN is a token with the scope "ingest". A crash is named by the id of its container, so it is counted once
# however often this runs: as a CronJob every minute, or with -w 30. It needs kubectl, curl and gzip, and may read pods and
# their logs. Kubernetes keeps the log of one dead container only, so in a crash loop look more often than it restarts.
set -euo pipefail

url=${MAPTRIAGE_URL:-http://localhost:8080}
environment=""
lines=20000
every=0
pods=()
while getopts "u:n:Al:e:t:w:" option; do
  case $option in
    u) url=$OPTARG ;;
    n) pods+=(--namespace "$OPTARG") ;;
    A) pods+=(--all-namespaces) ;;
    l) pods+=(--selector "$OPTARG") ;;
    e) environment=$OPTARG ;;
    t) lines=$OPTARG ;;
    w) every=$OPTARG ;;
    *) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
  esac
done

# One line per dead container: namespace, pod, container, which log, when it ended, its id, service, image.
template=$(cat << 'TEMPLATE'
{{range .items}}{{$ns := .metadata.namespace}}{{$pod := .metadata.name}}{{$app := "-"}}
{{- with .metadata.labels}}{{with index . "app"}}{{$app = .}}{{end}}{{with index . "app.kubernetes.io/name"}}{{$app = .}}{{end}}{{end}}
{{- range .status.initContainerStatuses}}{{$c := .}}
{{- with .lastState}}{{with .terminated}}{{if eq (printf "%v" .exitCode) "2"}}
{{- $ns}} {{$pod}} {{$c.name}} previous {{.finishedAt}} {{.containerID}} {{$app}} {{$c.image}}
{{end}}{{end}}{{end}}
{{- with .state}}{{with .terminated}}{{if eq (printf "%v" .exitCode) "2"}}
{{- $ns}} {{$pod}} {{$c.name}} current {{.finishedAt}} {{.containerID}} {{$app}} {{$c.image}}
{{end}}{{end}}{{end}}
{{- end}}
{{- range .status.containerStatuses}}{{$c := .}}
{{- with .lastState}}{{with .terminated}}{{if eq (printf "%v" .exitCode) "2"}}
{{- $ns}} {{$pod}} {{$c.name}} previous {{.finishedAt}} {{.containerID}} {{$app}} {{$c.image}}
{{end}}{{end}}{{end}}
{{- with .state}}{{with .terminated}}{{if eq (printf "%v" .exitCode) "2"}}
{{- $ns}} {{$pod}} {{$c.name}} current {{.finishedAt}} {{.containerID}} {{$app}} {{$c.image}}
{{end}}{{end}}{{end}}
{{- end}}
{{- end}}
TEMPLATE
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The token stays out of the list of processes.
: > "$folder/curl"
if [ -n "${MAPTRIAGE_TOKEN:-}" ]; then
  printf 'header = "Authorization: Bearer %s"\n' "$MAPTRIAGE_TOKEN" > "$folder/curl"
fi

send() {
  local namespace=$1 pod=$2 container=$3 which=$4 ended=$5 id=$6 service=$7 image=$8 log=() labels=() status
  [ "$which" = previous ] && log=(--previous)
  [ "$service" = - ] && service=$container
  if ! kubectl logs --namespace "$namespace" "$pod" --container "$container" "${log[@]}" --tail "$lines" \
      > "$folder/log" 2> "$folder/why"; then
    echo "$namespace/$pod/$container: no log: $(head -n 1 "$folder/why")" >&2
    return 1
  fi
  gzip -f "$folder/log"
  labels=(--header "X-Maptriage-Service: $service" --header "X-Maptriage-Host: $pod"
    --header "X-Maptriage-OccurredAt: $ended")
  case ${image##*/} in *:*) labels+=(--header "X-Maptriage-Release: ${image##*:}") ;; esac
  [ -n "$environment" ] && labels+=(--header "X-Maptriage-Environment: $environment")
  status=$(curl --config "$folder/curl" --silent --show-error --retry 5 --max-time 120 --output "$folder/answer" \
    --write-out '%{http_code}' --header 'Content-Type: text/plain' --header 'Content-Encoding: gzip' \
    --header 'Accept: text/plain' --header "Idempotency-Key: $id" "${labels[@]}" --data-binary "@$folder/log.gz" \
    "${url%/}/api/v1/traces") || return 1
  case $status in
    201) echo "$namespace/$pod/$container: sent: $(head -n 1 "$folder/answer")" ;;
    200) echo "$namespace/$pod/$container: sent before" ;;
    422) echo "$namespace/$pod/$container: no Go crash in its log" ;;
    *)
      echo "$namespace/$pod/$container: $status $(head -c 300 "$folder/answer")" >&2
      return 1
      ;;
  esac
}

look() {
  local failed=0 namespace pod container which ended id service image
  kubectl get pods "${pods[@]}" --output "go-template=$template" > "$folder/dead"
  while read -r namespace pod container which ended id service image; do
    send "$namespace" "$pod" "$container" "$which" "$ended" "$id" "$service" "$image" < /dev/null || failed=1
  done < "$folder/dead"
  return "$failed"
}

if [ "$every" = 0 ]; then
  look
  exit
fi
while :; do
  look || true
  sleep "$every"
done
