package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Uploads of numbers 1 to n, each a crash of its own, one in a hundred of a bug nobody saw before. Senders repeat what was not
/// acknowledged, as real ones do.
@NullUnmarked
final class UploadLoad {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SENDERS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int uploads;
    private final NavigableSet<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final Map<Integer, Integer> told = new ConcurrentHashMap<>();
    private final Map<String, Integer> odd = new ConcurrentHashMap<>();

    UploadLoad(int uploads) {
        this.uploads = uploads;
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /// How many uploads were told to come back.
    int told() {
        return told.size();
    }

    private static String text(int number) {
        return Crashes.concurrentWrites(number % 100 == 0 ? "New" + number : "Put" + number % 5);
    }

    /// Sends what is not acknowledged yet, until it is or the server is gone.
    ///
    /// @param meanwhile runs while the load goes on; when it returns true, the load ends at once
    void send(ServerProcess server, Meanwhile meanwhile) throws Exception {
        ConcurrentLinkedQueue<Integer> open = new ConcurrentLinkedQueue<>();
        for (int number = 1; number <= uploads; number++) {
            if (!acknowledged.contains(number)) {
                open.add(number);
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int i = 0; i < SENDERS; i++) {
                senders.execute(() -> sendAll(server, open, over));
            }
            over.set(meanwhile.run());
        }
    }

    /// What happens while uploads come in.
    interface Meanwhile {
        boolean run() throws Exception;
    }

    void awaitAcknowledged(int many) throws InterruptedException {
        int before = -1;
        Instant patience = Instant.now().plus(PATIENCE);
        while (acknowledged.size() < many) {
            if (acknowledged.size() > before) {
                before = acknowledged.size();
                patience = Instant.now().plus(PATIENCE);
            }
            assertThat(Instant.now()).as("uploads go on; %d are acknowledged", before).isBefore(patience);
            Thread.sleep(5);
        }
    }

    private void sendAll(ServerProcess server, ConcurrentLinkedQueue<Integer> open, AtomicBoolean over) {
        try {
            for (Integer number = open.poll(); number != null && !over.get(); number = open.poll()) {
                HttpResponse<String> answer = server.post("/api/v1/traces?release=r" + number, text(number));
                if (answer.statusCode() == 201 || answer.statusCode() == 200) {
                    acknowledged.add(number);
                    continue;
                }
                if (answer.statusCode() != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
                    odd.merge(answer.statusCode() + " " + answer.body(), 1, Integer::sum);
                }
                told.merge(number, 1, Integer::sum);
                open.add(number);
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException theServerIsGone) {
            // What was answered before counts; too little of it fails the test.
            return;
        }
    }

    /// Everything acknowledged is stored, nothing twice, issues count what they have, and nobody was refused but for a while.
    ///
    /// @return how many are stored
    int verify(ServerProcess server) throws Exception {
        assertThat(odd).isEmpty();
        List<Integer> stored = new ArrayList<>();
        Map<String, Long> perIssue = new HashMap<>();
        for (JsonNode incident : items(server, "/api/v1/incidents?size=200")) {
            stored.add(Integer.parseInt(incident.at("/release").asString().substring(1)));
            perIssue.merge(incident.at("/issueId").asString(), 1L, Long::sum);
        }
        assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
        Map<String, Long> counts = new HashMap<>();
        for (JsonNode issue : items(server, "/api/v1/issues?size=200")) {
            counts.put(issue.at("/id").asString(), issue.at("/count").asLong());
        }
        assertThat(counts).isEqualTo(perIssue);
        return stored.size();
    }

    private static List<JsonNode> items(ServerProcess server, String path) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> answer = server.client.send(HttpRequest.newBuilder(server.uri(path + "&cursor="
                    + cursor)).timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            page.at("/items").forEach(items::add);
            cursor = page.at("/next").isNull() ? "" : page.at("/next").asString();
        } while (!cursor.isEmpty());
        return items;
    }
}
