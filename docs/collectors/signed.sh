#!/usr/bin/env bash
# Sends a text with a signature by Standard Webhooks instead of a token: signed.sh FILE [SERVICE]. The key that both sides
# know is in MAPTRIAGE_SECRET (whsec_…, as in maptriage.collectors.sources.generic.secrets). It needs curl and openssl.
set -euo pipefail
file=$1
id=msg_$(openssl rand -hex 12)
time=$(date +%s)
key=$(printf '%s' "${MAPTRIAGE_SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \n')
signature=$({ printf '%s.%s.' "$id" "$time"; cat "$file"; } \
  | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
curl --fail-with-body --silent --show-error --retry 5 --data-binary "@$file" --header 'Content-Type: text/plain' \
  --header "webhook-id: $id" --header "webhook-timestamp: $time" --header "webhook-signature: v1,$signature" \
  "${MAPTRIAGE_URL:-http://localhost:8080}/webhooks/generic${2:+?service=$2}"
