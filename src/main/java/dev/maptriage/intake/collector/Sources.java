package dev.maptriage.intake.collector;

import java.util.Map;
import java.util.Set;

/// The senders that are known, by their names in the path.
final class Sources {
    static final String GENERIC = "generic";
    static final String OTLP = "otlp";
    static final String LOKI = "loki";
    static final String FIREHOSE = "firehose";
    static final String SENTRY = "sentry";
    static final Set<String> NAMES = Set.of(GENERIC, SENTRY, "github", "alertmanager", "grafana", "vector",
            "fluentbit", "fluentd", "cloudwatch", FIREHOSE, "pubsub", "cloudevents", "journald", LOKI, OTLP);

    /// Whose bodies are never the same for two events, since they hold ids and times of the sender's.
    static final Set<String> WITH_BODIES_OF_THEIR_OWN = Set.of("github", SENTRY, "grafana");

    private final Map<String, Protocol> protocols;

    /// @param limit most bytes that the compressed parts of a delivery may become together
    Sources(int limit) {
        Protocol logs = new LogProtocol();
        Protocol alerts = new AlertProtocol();
        protocols = Map.ofEntries(Map.entry(GENERIC, logs), Map.entry("vector", logs), Map.entry("fluentbit", logs),
                Map.entry("fluentd", logs), Map.entry("journald", new JournalProtocol()),
                Map.entry(LOKI, new LokiProtocol()), Map.entry(OTLP, new OtlpProtocol()),
                Map.entry("cloudwatch", new CloudWatchProtocol(limit)),
                Map.entry(FIREHOSE, new FirehoseProtocol(limit)), Map.entry("pubsub", new PubSubProtocol()),
                Map.entry("cloudevents", new CloudEventsProtocol()), Map.entry(SENTRY, new SentryProtocol()),
                Map.entry("github", new GithubProtocol()), Map.entry("alertmanager", alerts),
                Map.entry("grafana", alerts));
    }

    /// @throws IllegalArgumentException when there is none of this name
    Protocol of(String source) {
        Protocol protocol = protocols.get(source);
        if (protocol == null) {
            throw new IllegalArgumentException("no source " + source);
        }
        return protocol;
    }
}
