package dev.maptriage.intake.collector;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a running service, for tests of collectors.
@NullUnmarked
final class Collectors {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> UNSETTLED = Set.of("RECEIVED", "RETRYING");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Runnable arrived;

    Collectors(int port) {
        this(port, () -> {});
    }

    /// @param arrived returns when everything that was taken is in the delivery log
    Collectors(int port, Runnable arrived) {
        this.port = port;
        this.arrived = arrived;
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    HttpResponse<byte[]> send(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Status and body of the answer, e.g. `202 {…}`.
    String post(String path, String body, String... headers) {
        HttpResponse<byte[]> answer = send(path, body.getBytes(StandardCharsets.UTF_8), headers);
        return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    JsonNode get(String path) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes(String path) {
        try {
            return client.send(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build(),
                    BodyHandlers.ofByteArray()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All items of a list, page by page.
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "size=200&cursor=" + cursor);
            page.at("/items").forEach(items::add);
            cursor = page.at("/next").isNull() ? "" : page.at("/next").asString();
        } while (!cursor.isEmpty());
        return items;
    }

    /// Waits until nothing is being joined or diagnosed any more.
    void settle() {
        arrived.run();
        Instant end = Instant.now().plus(PATIENCE);
        Set<String> open = new TreeSet<>();
        do {
            open.clear();
            for (JsonNode delivery : all("/api/v1/deliveries")) {
                if (UNSETTLED.contains(delivery.at("/state").asString())) {
                    open.add(delivery.toString());
                }
            }
            if (!open.isEmpty()) {
                pause();
            }
        } while (!open.isEmpty() && Instant.now().isBefore(end));
        if (!open.isEmpty()) {
            throw new IllegalStateException("still at work: " + open);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Incidents of a service, oldest first, after everything has settled.
    List<JsonNode> incidents(String service) {
        settle();
        return all("/api/v1/incidents?service=" + service).reversed();
    }

    /// The delivery that an answer names.
    JsonNode delivery(String answer) {
        arrived.run();
        return get("/api/v1/deliveries/" + JSON.readTree(answer.substring(4)).at("/id").asString());
    }

    /// How often the issue of an incident was seen.
    long count(JsonNode incident) {
        return get("/api/v1/issues/" + incident.at("/issueId").asString()).at("/count").asLong();
    }
}
