package dev.maptriage.intake.collector;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Alerts of Prometheus' Alertmanager and of Grafana. They carry no crash, only where to look; templates may have changed
/// their shape.
///
/// ```text
/// {"version":"4","groupKey":"{}:{alertname=\"PodCrash\"}","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"PodCrash","pod":"cart-5d9f"},"startsAt":"2024-05-15T09:02:04Z","fingerprint":"61a4…"}]}
/// ```
final class AlertProtocol implements Protocol {
    private static final List<String> SERVICES = List.of("service", "service_name", "app", "job", "container",
            "deployment");
    private static final List<String> HOSTS = List.of("pod", "instance", "host", "node");
    private static final List<String> URLS = List.of("dashboardURL", "panelURL", "generatorURL", "silenceURL");

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        JsonNode body = Bodies.json(sent.body());
        List<Pointer> pointers = new ArrayList<>();
        StringBuilder occurrence = new StringBuilder(Bodies.string(body, "/groupKey"));
        for (JsonNode alert : body.path("alerts")) {
            Pointer pointer = pointer(body, alert);
            pointers.add(pointer);
            occurrence.append('\n').append(Bodies.string(alert, "/fingerprint")).append(' ').append(pointer.startedAt())
                    .append(' ').append(pointer.status());
        }
        if (pointers.isEmpty()) {
            pointers.add(new Pointer(title(body, body), status(body), null, null, null, url(body)));
        }
        boolean named = body.path("alerts").size() > 0 && !occurrence.isEmpty();
        // Repeated notifications of one alert are one delivery.
        String id = named ? Incoming.hash(occurrence.toString()) : null;
        return new Batch(null, List.of(), List.of(), pointers).named(id);
    }

    private static Pointer pointer(JsonNode body, JsonNode alert) {
        return new Pointer(title(body, alert), status(alert), label(body, alert, SERVICES), label(body, alert, HOSTS),
                time(Bodies.string(alert, "/startsAt")), url(alert));
    }

    private static String title(JsonNode body, JsonNode alert) {
        for (JsonNode place : List.of(alert, body)) {
            for (String pointer : List.of("/annotations/summary", "/labels/alertname", "/commonLabels/alertname",
                    "/title", "/ruleName", "/message")) {
                String found = Bodies.string(place, pointer);
                if (!found.isBlank()) {
                    return found.strip();
                }
            }
        }
        return "alert";
    }

    private static String status(JsonNode alert) {
        String status = Bodies.string(alert, "/status");
        status = status.isEmpty() ? Bodies.string(alert, "/state") : status;
        return status.isEmpty() ? "firing" : status;
    }

    private static @Nullable String label(JsonNode body, JsonNode alert, List<String> names) {
        for (String name : names) {
            for (JsonNode labels : List.of(alert.path("labels"), body.path("commonLabels"))) {
                String value = labels.path(name).asString("");
                if (!value.isBlank()) {
                    return value.strip();
                }
            }
        }
        return null;
    }

    private static @Nullable String url(JsonNode alert) {
        for (String name : URLS) {
            String url = alert.path(name).asString("");
            if (url.startsWith("http://") || url.startsWith("https://")) {
                return url;
            }
        }
        String outer = alert.path("externalURL").asString("");
        return outer.startsWith("http://") || outer.startsWith("https://") ? outer : null;
    }

    private static @Nullable Instant time(String text) {
        try {
            Instant time = java.time.OffsetDateTime.parse(text).toInstant();
            return time.isBefore(Instant.EPOCH) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
