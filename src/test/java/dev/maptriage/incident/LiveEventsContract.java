package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.Crashes;
import dev.maptriage.incident.EventStream.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Live events over real HTTP, the same on every database.
@NullUnmarked
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"maptriage.admin-token=",
    "maptriage.live.subscribers=4"})
abstract class LiveEventsContract {
    private static final Duration SOON = Duration.ofSeconds(10);

    @LocalServerPort
    int port;
    @Autowired
    LiveEvents live;
    @Autowired
    LiveEventTable table;
    @Autowired
    LiveEventTail tail;
    @Autowired
    PlatformTransactionManager transactions;
    @Autowired
    JsonMapper json;
    @Autowired
    Clock clock;

    private void publish(UUID id, String word) {
        new TransactionTemplate(transactions).executeWithoutResult(
                ignored -> live.publish(LiveEvents.Type.SIMULATION, id, Map.of("word", word)));
    }

    private static @Nullable Event next(EventStream stream, UUID id) throws InterruptedException {
        return stream.next(SOON, event -> event.data().contains(id.toString()));
    }

    private JsonNode upload(String text) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return json.readTree(client.send(HttpRequest.newBuilder(
                    URI.create("http://localhost:" + port + "/api/v1/traces?service=cart"))
                    .POST(HttpRequest.BodyPublishers.ofString(text)).build(), HttpResponse.BodyHandlers.ofString())
                    .body()).get("incidents").get(0);
        }
    }

    @Test
    void anUploadIsToldToWhoeverListens() throws Exception {
        try (EventStream stream = EventStream.open(port)) {
            assertThat(stream.response().headers().firstValue("Content-Type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("text/event-stream"));
            JsonNode incident = upload(Crashes.concurrentWrites("Told"));
            Event told = Objects.requireNonNull(
                    stream.next(SOON, event -> event.type().equals("incident")), "no event");
            JsonNode data = json.readTree(told.data());
            assertThat(data.get("type").asString()).isEqualTo("incident");
            assertThat(data.get("id")).isEqualTo(incident.get("id"));
            assertThat(data.get("issueId")).isEqualTo(incident.get("issueId"));
            assertThat(data.get("message").asString()).isEqualTo("concurrent map writes");
            assertThat(data.get("service").asString()).isEqualTo("cart");
            JsonNode issue = json.readTree(Objects.requireNonNull(
                    stream.next(SOON, event -> event.type().equals("issue")), "no event").data());
            assertThat(issue.get("id")).isEqualTo(incident.get("issueId"));
            assertThat(issue.get("created").asBoolean()).isTrue();
        }
    }

    @Test
    void whoComesBackHearsWhatItMissed() throws Exception {
        UUID heard = UUID.randomUUID();
        UUID missed = UUID.randomUUID();
        UUID later = UUID.randomUUID();
        Event last;
        try (EventStream stream = EventStream.open(port)) {
            publish(heard, "one");
            last = Objects.requireNonNull(next(stream, heard), "no event");
        }
        publish(missed, "two");
        try (EventStream stream = EventStream.open(port, "Last-Event-ID", last.id())) {
            assertThat(next(stream, missed)).isNotNull();
            publish(later, "three");
            assertThat(next(stream, later)).isNotNull();
        }
    }

    @Test
    void theFirstBlockSaysWhereToGoOn() throws Exception {
        try (EventStream stream = EventStream.open(port)) {
            Event first = Objects.requireNonNull(stream.next(SOON, event -> true), "no block");
            assertThat(first.id()).isEqualTo(Long.toString(table.last()));
            assertThat(first.data()).isEmpty();
        }
    }

    @Test
    void whatWasRolledBackIsNotTold() throws Exception {
        UUID undone = UUID.randomUUID();
        UUID done = UUID.randomUUID();
        try (EventStream stream = EventStream.open(port)) {
            new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
                live.publish(LiveEvents.Type.ISSUE, undone, Map.of());
                transaction.setRollbackOnly();
            });
            publish(done, "done");
            Event told = Objects.requireNonNull(stream.next(SOON,
                    event -> event.data().contains(undone.toString()) || event.data().contains(done.toString())));
            assertThat(told.data()).contains(done.toString());
        }
        assertThatThrownBy(() -> live.publish(LiveEvents.Type.ISSUE, undone, Map.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherInstanceOnTheSameDatabaseHearsItToo() throws Exception {
        LiveEventTail other = new LiveEventTail(table, new LiveEventProperties(5));
        other.start();
        LiveEventSubscription listener = other.subscribe(null).orElseThrow();
        UUID id = UUID.randomUUID();
        publish(id, "elsewhere");
        Optional<LiveEvent> told;
        do {
            told = listener.next(SOON);
        } while (told.isPresent() && !told.get().body().contains(id.toString()));
        assertThat(told).isPresent();
        other.stop();
        assertThat(listener.closed()).isTrue();
        assertThat(other.subscribe(null)).isEmpty();
    }

    @Test
    void eventsGoOutInOrderBehindAGap() throws Exception {
        LiveEventTail other = new LiveEventTail(table, new LiveEventProperties(5));
        other.start();
        publish(UUID.randomUUID(), "before");
        LiveEventSubscription listener = other.subscribe(null).orElseThrow();
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        // The number is taken, the row is seen half a second later than the next one.
        transaction.executeWithoutResult(ignored -> {
            table.append(List.of(new LiveEventTable.Row("issue", UUID.randomUUID(), "slow",
                    Columns.now(clock))));
            Thread quick = Thread.ofVirtual().start(() -> new TransactionTemplate(transactions)
                    .executeWithoutResult(
                            inner -> table.append(List.of(new LiveEventTable.Row("issue", UUID.randomUUID(), "quick",
                                    Columns.now(clock))))));
            try {
                quick.join();
                Thread.sleep(LiveEventTail.POLL.toMillis() + 100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<String> heard = new ArrayList<>();
        while (heard.size() < 2) {
            LiveEvent event = listener.next(SOON).orElseThrow();
            if (event.body().equals("slow") || event.body().equals("quick")) {
                heard.add(event.body());
            }
        }
        assertThat(heard).containsExactly("slow", "quick");
        other.stop();
    }

    @Test
    void listenersAreBoundedAndTheOthersAreToldToComeBack() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try {
            while (tail.listeners() < 4) {
                streams.add(EventStream.open(port));
            }
            try (EventStream refused = EventStream.open(port)) {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.response().headers().firstValue("Content-Type"))
                        .hasValue("application/problem+json");
            }
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    @Test
    void aListenerThatDoesNotKeepUpIsLetGo() {
        LiveEventSubscription slow = new LiveEventSubscription(0);
        int taken = 0;
        while (slow.offer(new LiveEvent(taken, "issue", "{}"))) {
            taken++;
        }
        assertThat(taken).isEqualTo(LiveEventSubscription.ROOM);
        assertThat(slow.closed()).isTrue();
    }

    @Test
    void oldEventsAreDroppedAndTheOrderGoesOn() {
        publish(UUID.randomUUID(), "old");
        publish(UUID.randomUUID(), "last");
        long last = table.last();
        assertThat(table.prune(Instant.now().plusSeconds(60))).isPositive();
        assertThat(table.after(0, 10)).extracting(LiveEvent::id).containsExactly(last);
        publish(UUID.randomUUID(), "next");
        assertThat(table.last()).isGreaterThan(last);
    }
}
