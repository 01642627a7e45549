package dev.maptriage.intake.collector;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request as its protocol reads it.
///
/// @param source  name in the path
/// @param path    what follows the name in the path; empty for nothing
/// @param type    media type in lower case, without its parameters; empty when none is said
/// @param headers value of a header; null without it
/// @param query   parameters of the query string
/// @param body    after its coding was undone
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sent(String source, String path, String type, Function<String, @Nullable String> headers,
        Map<String, String> query, byte[] body) {
    /// In which senders name a delivery; the first one found counts.
    private static final List<String> IDS = List.of("webhook-id", "svix-id", "X-GitHub-Delivery", "X-Gitea-Delivery",
            "X-Amz-Firehose-Request-Id", "Idempotency-Key");
    private static final List<String> LABELS = List.of("service", "environment", "release", "host", "title");

    @Nullable
    String header(String name) {
        String value = headers.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /// The sender's name for this delivery.
    @Nullable
    String deliveryId() {
        for (String name : IDS) {
            String value = header(name);
            if (value != null) {
                return value;
            }
        }
        return source.equals("sentry") ? header("Request-ID") : null;
    }

    /// What the request says about the source of its records.
    Map<String, String> labels() {
        Map<String, String> labels = new java.util.HashMap<>();
        for (String name : LABELS) {
            String value = query.get(name);
            value = value == null || value.isBlank() ? header("X-Maptriage-" + name) : value;
            if (value != null && !value.isBlank()) {
                labels.put(name, value.strip());
            }
        }
        return labels;
    }

    boolean isJson() {
        return type.endsWith("/json") || type.endsWith("+json") || type.endsWith("ndjson") || type.endsWith("jsonl")
                || type.endsWith("jsonlines") || type.endsWith("json-seq");
    }

    static String typeOf(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType;
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
