package dev.maptriage.intake.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.intake.collector.JoinedCrash;
import dev.maptriage.intake.collector.Origin;
import dev.maptriage.intake.collector.Parcel;
import dev.maptriage.intake.collector.StreamJoiner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The joiner without a broker, with a clock that is moved by hand.
@NullUnmarked
class SessionsTest {
    private static final Instant START = Instant.parse("2026-05-15T09:02:04Z");
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final TopicProperties TOPICS = new TopicProperties("t", 1, Duration.ofDays(1), Duration.ofSeconds(1),
            Duration.ofHours(1));
    private static final RecordJoiner.Rules RULES = new RecordJoiner.Rules(IDLE, 20, 1 << 20, 10_000,
            Duration.ofMinutes(5));

    @TempDir
    java.nio.file.Path directory;

    private final AtomicInteger gauge = new AtomicInteger();
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> deliveries;
    private TestOutputTopic<String, byte[]> crashes;
    private TestOutputTopic<String, byte[]> dead;
    private int named;

    @BeforeEach
    void start() {
        Topology topology = new Topology();
        JoiningTopology.into(topology, TOPICS, new StreamJoiner(RULES), gauge);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "t");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(topology, settings, START);
        deliveries = driver.createInputTopic(TOPICS.deliveries(), new StringSerializer(), new ByteArraySerializer());
        crashes = driver.createOutputTopic(TOPICS.crashes(), new StringDeserializer(), new ByteArrayDeserializer());
        dead = driver.createOutputTopic(TOPICS.deadLetters(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
        assertThat(gauge).hasValue(0);
    }

    private static List<CollectedRecord> lines(String text, Instant from) {
        List<CollectedRecord> records = new ArrayList<>();
        for (String line : text.lines().toList()) {
            records.add(new CollectedRecord("pod", from.getEpochSecond() * 1_000_000_000L + records.size() * 1_000L + 1,
                    line, false, null, Map.of("service", "cart")));
        }
        return records;
    }

    private void send(String stream, String name, Instant received, List<CollectedRecord> records) {
        Origin origin = new Origin("vector", name, null, received, records.size(), 100, null, null);
        deliveries.pipeInput(new TestRecord<>(stream,
                Wire.write(new Parcel(Parcel.Kind.RECORDS, stream, name, origin, Map.of("release", "r1"),
                        RecordJoiner.sorted(records), Collections.nCopies(records.size(), 1), List.of())),
                received));
    }

    private void send(String stream, Instant received, List<CollectedRecord> records) {
        send(stream, "d" + ++named, received, records);
    }

    private List<JoinedCrash> joined() {
        return crashes.readValuesToList().stream()
                .map(bytes -> Objects.requireNonNull(Wire.read(bytes, Arrival.class).crash())).toList();
    }

    private static String text(JoinedCrash crash) {
        return new String(RecordJoiner.text(crash.parts().stream().flatMap(part -> part.records().stream()).toList()),
                StandardCharsets.UTF_8);
    }

    @Test
    void linesOfManyDeliveriesAreOneCrashAfterTheIdleTime() {
        List<CollectedRecord> lines = lines(Crashes.concurrentWrites("Put"), START);
        for (int i = 0; i < lines.size(); i++) {
            send("s", START.plusMillis(100L * i), List.of(lines.get(i)));
        }
        assertThat(crashes.isEmpty()).isTrue();
        assertThat(gauge).hasValue(1);
        // A tick is written by the clock, and read from the log.
        driver.advanceWallClockTime(Duration.ofSeconds(4));
        JoinedCrash crash = joined().getFirst();
        assertThat(text(crash)).isEqualTo(Crashes.concurrentWrites("Put"));
        assertThat(crash.labels()).containsExactlyInAnyOrderEntriesOf(Map.of("service", "cart", "release", "r1"));
        assertThat(crash.parts()).hasSize(lines.size()).allSatisfy(part -> assertThat(part.secrets()).isEqualTo(1));
        assertThat(crash.openedAt()).isEqualTo(START);
        assertThat(store(Sessions.OPEN).approximateNumEntries() + store(Sessions.PARTS).approximateNumEntries())
                .isZero();
    }

    private KeyValueStore<String, ?> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /// What lies in the log may be read much later and much faster than it came in.
    @Test
    void aBacklogIsJoinedAsItWouldHaveBeenJoinedInTime() {
        List<CollectedRecord> lines = lines(Crashes.concurrentWrites("Put"), START);
        send("s", START, lines.subList(0, 3));
        // An hour of the clock on the wall, and no tick was read yet from behind the backlog.
        send("s", START.plusSeconds(2), lines.subList(3, lines.size()));
        send("s", START.plusSeconds(60), lines(Crashes.nilMapWrite("Later"), START.plusSeconds(60)).subList(0, 4));
        driver.advanceWallClockTime(Duration.ofHours(1));
        assertThat(joined()).extracting(SessionsTest::text).hasSize(2).first()
                .isEqualTo(Crashes.concurrentWrites("Put"));
    }

    @Test
    void theTextItselfMayEndIt() {
        send("s", START, lines(Crashes.nilMapWrite("Shelf"), START));
        assertThat(joined()).extracting(SessionsTest::text).containsExactly(Crashes.nilMapWrite("Shelf"));
        assertThat(gauge).hasValue(0);
    }

    @Test
    void ordinaryLinesLeaveNothingBehind() {
        send("s", START, lines("listening on :8080\nGET /cart 200\n", START));
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(crashes.isEmpty()).isTrue();
        assertThat(store(Sessions.SEEN).approximateNumEntries()).isZero();
    }

    @Test
    void whatOnlyLookedLikeACrashIsForgotten() {
        send("s", START, lines("do not panic\n", START));
        assertThat(gauge).hasValue(1);
        driver.advanceWallClockTime(Duration.ofSeconds(5));
        assertThat(crashes.isEmpty()).isTrue();
        assertThat(gauge).hasValue(0);
    }

    @Test
    void aRepeatedDeliveryIsPassedOverForAWhile() {
        List<CollectedRecord> lines = lines(Crashes.nilMapWrite("Shelf"), START);
        send("s", "one", START, lines);
        send("s", "one", START.plusSeconds(60), lines);
        assertThat(joined()).hasSize(1);
        send("s", "two", START.plusSeconds(120), lines);
        assertThat(joined()).hasSize(1);
        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(store(Sessions.SEEN).approximateNumEntries()).as("names of long ago").isZero();
    }

    @Test
    void recordsWithNamesAreTakenOnceHoweverTheyAreCut() {
        List<CollectedRecord> lines = lines(Crashes.concurrentWrites("Put"), START).stream().map(
                record -> new CollectedRecord(record.source(), record.nanos(), record.text(), false,
                        "c" + record.nanos(), record.labels()))
                .toList();
        send("s", START, lines.subList(0, 4));
        send("s", START, lines.subList(2, lines.size()));
        send("s", START, lines);
        driver.advanceWallClockTime(Duration.ofSeconds(5));
        assertThat(joined()).extracting(SessionsTest::text).containsExactly(Crashes.concurrentWrites("Put"));
    }

    @Test
    void whatCannotBeReadIsPutAside() {
        deliveries.pipeInput("s", new byte[]{Wire.VERSION, 0, 0, 0, 3, 1, 2, 3}, START);
        deliveries.pipeInput("s", Wire.write(Map.of("kind", "NO_SUCH_KIND")), START);
        List<TestRecord<String, byte[]>> letters = dead.readRecordsToList();
        assertThat(letters).extracting(letter -> Letter.read(letter.headers()).reason()).hasSize(2)
                .allSatisfy(reason -> assertThat(reason).matches("not in zstd|not a Parcel: (?s).*"));
        assertThat(letters.getFirst().value()).containsExactly(Wire.VERSION, 0, 0, 0, 3, 1, 2, 3);
        assertThat(Letter.read(letters.getFirst().headers()).place()).startsWith("t-deliveries-0@");
    }

    /// A parcel that only a faulty writer makes: it can be read, and not be joined.
    @Test
    void whatCannotBeJoinedIsPutAsideAndTheNextOnesGoOn() {
        Origin origin = new Origin("vector", "odd", null, START, 1, 1, null, null);
        deliveries.pipeInput("s", Wire.write(new Parcel(Parcel.Kind.RECORDS, "s", "odd", origin, Map.of(),
                lines(Crashes.nilMapWrite("Odd"), START), List.of(), List.of())), START);
        assertThat(dead.readRecordsToList()).hasSize(1);
        send("s", START.plusSeconds(1), lines(Crashes.nilMapWrite("Next"), START));
        assertThat(joined()).extracting(SessionsTest::text).containsExactly(Crashes.nilMapWrite("Next"));
    }

    /// Streams whose deliveries are mixed in any way give the crashes that the joiner itself gives of each stream alone.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void streamsDoNotMixHoweverTheirDeliveriesDo(int seed) {
        Random random = new Random(seed);
        record Delivery(String stream, Instant received, List<CollectedRecord> records) {}
        List<Delivery> all = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int stream = 0; stream < 12; stream++) {
            Instant at = START.plusMillis(random.nextInt(3_000));
            for (int crash = 0; crash < 3; crash++) {
                String text = crash % 2 == 0
                        ? Crashes.concurrentWrites("Put" + stream + "x" + crash)
                        : Crashes.nilMapWrite("Shelf" + stream + "x" + crash);
                expected.add(text);
                List<CollectedRecord> lines = lines(text, at);
                for (int from = 0; from < lines.size();) {
                    int to = Math.min(lines.size(), from + 1 + random.nextInt(4));
                    all.add(new Delivery("s" + stream, at, lines.subList(from, to)));
                    at = at.plusMillis(random.nextInt(900));
                    from = to;
                }
                at = at.plusSeconds(10);
            }
        }
        all.sort(java.util.Comparator.comparing(Delivery::received));
        all.forEach(delivery -> send(delivery.stream, delivery.received, delivery.records));
        driver.advanceWallClockTime(Duration.ofMinutes(2));
        assertThat(joined()).extracting(SessionsTest::text).containsExactlyInAnyOrderElementsOf(expected);
    }
}
