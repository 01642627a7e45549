#!/usr/bin/env bash
# Google Cloud: logs of crashed containers through a topic to a push subscription. The filter keeps ordinary lines out; the
# lines around a crash have no common mark, so everything on stderr goes. Set PROJECT and MAPTRIAGE_URL.
set -euo pipefail
gcloud pubsub topics create maptriage --project "$PROJECT"
gcloud logging sinks create maptriage "pubsub.googleapis.com/projects/$PROJECT/topics/maptriage" --project "$PROJECT" \
  --log-filter 'resource.type="k8s_container" AND logName:"stderr"'
gcloud pubsub subscriptions create maptriage --project "$PROJECT" --topic maptriage \
  --push-endpoint "$MAPTRIAGE_URL/webhooks/pubsub" --ack-deadline 30 --min-retry-delay 10s --max-retry-delay 600s
