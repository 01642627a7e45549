package dev.maptriage.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordJoinerTest {
    private static final long START = 1_778_835_724_000_000_000L;
    private static final long MICRO = 1_000;
    private static final long SECOND = 1_000_000_000L;
    private static final RecordJoiner.Rules RULES = new RecordJoiner.Rules(Duration.ofSeconds(3), 20, 1 << 20, 10_000,
            Duration.ofMinutes(5));

    private final RecordJoiner joiner = new RecordJoiner(RULES);

    /// The text a line per record, a microsecond apart.
    private static List<CollectedRecord> lines(String text, long start) {
        List<CollectedRecord> records = new ArrayList<>();
        for (String line : text.lines().toList()) {
            records.add(record(line, start + records.size() * MICRO));
        }
        return records;
    }

    private static CollectedRecord record(String line, long nanos) {
        return new CollectedRecord("pod", nanos, line, false, null, Map.of());
    }

    /// Captures as the inbox keeps them: what is open stays open from one delivery to the next, and nothing else does.
    private static final class Stream {
        final List<List<CollectedRecord>> captures = new ArrayList<>();
        private RecordJoiner.@Nullable Open open;
        private List<CollectedRecord> current = new ArrayList<>();

        Stream deliver(List<CollectedRecord> records) {
            // As after a restart: a joiner remembers nothing.
            RecordJoiner fresh = new RecordJoiner(RULES);
            for (RecordJoiner.Piece piece : fresh.join(open, RecordJoiner.sorted(records))) {
                if (!piece.continues()) {
                    current = new ArrayList<>();
                }
                current.addAll(piece.records());
                open = piece.closed() ? null : piece.after();
                if (piece.closed() && piece.after().proven()) {
                    captures.add(current);
                }
                if (piece.closed()) {
                    current = new ArrayList<>();
                }
            }
            return this;
        }

        List<String> texts() {
            RecordJoiner.Open last = open;
            if (last != null && last.proven()) {
                captures.add(current);
                open = null;
            }
            return captures.stream().map(RecordJoiner::text).map(text -> new String(text, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    @Test
    void linesOfOneCrashBecomeItsText() {
        String crash = Crashes.concurrentWrites("Put");
        assertThat(new Stream().deliver(lines(crash, START)).texts()).containsExactly(crash);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void anyCutIntoDeliveriesGivesTheSameText(int size) {
        String crash = Crashes.concurrentWrites("Put");
        List<CollectedRecord> all = lines(crash, START);
        Stream stream = new Stream();
        for (int from = 0; from < all.size(); from += size) {
            stream.deliver(all.subList(from, Math.min(all.size(), from + size)));
        }
        assertThat(stream.texts()).containsExactly(crash);
    }

    @Test
    void timesPutAMixedUpBatchInOrder() {
        String crash = Crashes.race("Get", "Put");
        for (int seed = 0; seed < 50; seed++) {
            List<CollectedRecord> mixed = lines(crash, START);
            Collections.shuffle(mixed, new Random(seed));
            assertThat(new Stream().deliver(mixed).texts()).as("seed " + seed).containsExactly(crash);
        }
    }

    @Test
    void ordinaryLinesBetweenAreKeptAndDoNotEndIt() {
        List<CollectedRecord> all = new ArrayList<>();
        int n = 0;
        for (CollectedRecord line : lines(Crashes.concurrentWrites("Put"), START)) {
            all.add(line.at(START + ++n * MICRO));
            all.add(record("GET /cart 200 in 3 ms", START + ++n * MICRO));
        }
        List<String> texts = new Stream().deliver(all).texts();
        assertThat(texts).hasSize(1);
        assertThat(texts.getFirst()).contains("fatal error: concurrent map writes", "store.go:57", "GET /cart");
    }

    @Test
    void twoCrashesOfOnePodComeApart() {
        String first = Crashes.concurrentWrites("First");
        String second = Crashes.nilMapWrite("Second");
        List<CollectedRecord> all = lines(first, START);
        all.addAll(lines(second, START + 10 * SECOND));
        assertThat(new Stream().deliver(all).texts()).containsExactly(first, second);
    }

    @Test
    void aProcessThatBeginsToDieAfterTheLastOneWasDeadIsAnotherCrash() {
        String crash = Crashes.concurrentWrites("Loop");
        List<CollectedRecord> all = lines(crash, START);
        all.addAll(lines(crash, START + SECOND));
        assertThat(new Stream().deliver(all).texts()).containsExactly(crash, crash);
    }

    @Test
    void theExitStatusEndsIt() {
        String crash = Crashes.concurrentWrites("Run") + "exit status 2\n";
        RecordJoiner.Piece piece = joiner.join(null, lines(crash, START)).getLast();
        assertThat(piece.closed()).isTrue();
        assertThat(piece.after().proven()).isTrue();
    }

    @Test
    void linesThatOnlyLookLikeTheBeginningAreNotWorthKeeping() {
        List<CollectedRecord> all = lines("handler recovered a panic, going on\n", START);
        for (int i = 1; i <= 100; i++) {
            all.add(record("GET /cart 200", START + i * MICRO));
        }
        assertThat(joiner.join(null, all)).isNotEmpty().noneMatch(RecordJoiner.Piece::isWorthIt);
    }

    @Test
    void theCollectorsLogOpensNothing() {
        List<CollectedRecord> log = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            log.add(record(
                    "gc " + i + " @" + i + ".012s 2%: 0.026+0.42+0.003 ms clock, 0.21+0.11/0.35/0.41+0.027 ms cpu,"
                            + " 4->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 8 P",
                    START + i * SECOND));
        }
        assertThat(RecordJoiner.mayOpen(log)).isFalse();
        assertThat(joiner.join(null, log)).isEmpty();
    }

    @Test
    void linesJustBeforeAreKeptAsItsContext() {
        List<CollectedRecord> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(record("request " + i, START + i * MICRO));
        }
        all.addAll(lines(Crashes.concurrentWrites("Put"), START + 200 * MICRO));
        List<String> texts = new Stream().deliver(all).texts();
        assertThat(texts).hasSize(1);
        assertThat(texts.getFirst()).startsWith("request 80\n").contains("request 99\nfatal error");
    }

    @Test
    void partsOfALongLineAreOneLine() {
        List<CollectedRecord> parts = new ArrayList<>();
        String crash = Crashes.concurrentWrites("Put");
        for (String line : crash.lines().toList()) {
            int half = line.length() / 2;
            parts.add(new CollectedRecord("pod", START + parts.size(), line.substring(0, half), true, null, Map.of()));
            parts.add(new CollectedRecord("pod", START + parts.size(), line.substring(half), false, null, Map.of()));
        }
        assertThat(new String(RecordJoiner.text(parts), StandardCharsets.UTF_8)).isEqualTo(crash);
    }

    @Test
    void atMostTheCapsAreKeptAndTheRestIsCounted() {
        RecordJoiner narrow = new RecordJoiner(
                new RecordJoiner.Rules(Duration.ofSeconds(3), 20, 1 << 20, 100, Duration.ofMinutes(5)));
        List<CollectedRecord> dump = new ArrayList<>(lines(Crashes.concurrentWrites("Put"), START));
        int lines = dump.size();
        for (int i = 0; i < 300; i++) {
            dump.add(record("\t/src/cart/store.go:" + i + " +0x65", START + dump.size() * MICRO));
        }
        RecordJoiner.Piece piece = narrow.join(null, dump).getFirst();
        assertThat(piece.records()).hasSize(100);
        assertThat(piece.after().dropped()).isEqualTo(lines + 300 - 100);

        RecordJoiner small = new RecordJoiner(
                new RecordJoiner.Rules(Duration.ofSeconds(3), 20, 1_000, 10_000, Duration.ofMinutes(5)));
        long kept = small.join(null, dump).getFirst().records().stream().mapToLong(one -> one.text().length()).sum();
        assertThat(kept).isBetween(1_000L, 1_100L);
    }

    @Test
    void whatNeverEndsIsEndedByItsAge() {
        List<CollectedRecord> all = new ArrayList<>(lines(Crashes.concurrentWrites("Put"), START));
        for (int i = 1; i <= 400; i++) {
            all.add(record("example.com/shop/cart.call" + i + "(0x7)", START + i * SECOND));
        }
        List<RecordJoiner.Piece> pieces = joiner.join(null, all);
        assertThat(pieces.getFirst().closed()).isTrue();
        assertThat(pieces.getFirst().records()).hasSizeLessThan(320);
    }

    @Test
    void withoutTimesTheOrderOfArrivalCounts() {
        String crash = Crashes.race("Get", "Put");
        List<CollectedRecord> plain = crash.lines().map(CollectedRecord::of).toList();
        assertThat(new Stream().deliver(plain.subList(0, 7)).deliver(plain.subList(7, plain.size())).texts())
                .containsExactly(crash);
    }
}
