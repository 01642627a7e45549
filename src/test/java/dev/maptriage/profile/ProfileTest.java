package dev.maptriage.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Evidence;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.envelope.Envelope;
import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.trace.ParsedTrace;
import dev.maptriage.trace.ProfileReport;
import dev.maptriage.trace.RuntimeLog;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Profiles and collector logs that real Go printed, read and diagnosed.
class ProfileTest {
    private static final String GET = "example.com/tags/tagdb.(*DB).get";
    private static final String BATCH = "example.com/tags/tagdb.(*DB).batch";

    @Test
    void mutexProfile_isReadInFigures() {
        Profile profile = profile("mutex.txt");

        assertThat(profile.type()).isEqualTo(ProfileReport.Type.MUTEX);
        assertThat(profile.complete()).isTrue();
        Profile.Sample first = profile.samples().getFirst();
        assertThat(first.count()).isEqualTo(32);
        assertThat(first.nanos() / 1e9).isBetween(14.08, 14.09);
        assertThat(first.calls()).extracting(c -> c.frame().function()).containsExactly("sync.(*Mutex).Unlock", BATCH,
                "example.com/tags/tagdb.(*DB).Loader", "main.main.gowrap3");
        assertThat(first.calls().get(1).frame().file()).isEqualTo("/app/tagdb/tagdb.go");
        assertThat(first.calls().get(1).frame().line()).isEqualTo(50);
        assertThat(first.calls().get(1).line()).isEqualTo(6);
        assertThat(profile.share(f -> f.equals(BATCH))).isBetween(0.9, 1.0);
    }

    @Test
    void mutexProfile_blamesWhoReleased_andIsNoGrowth() throws IOException {
        Diagnosis diagnosis = only("mutex.txt");

        assertThat(diagnosis.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(diagnosis.source()).isEqualTo(Source.MUTEX_PROFILE);
        assertThat(Objects.requireNonNull(diagnosis.culprit()).function()).isEqualTo(BATCH);
        assertThat(diagnosis.missing()).extracting(p -> p.key()).contains("missing.growth-frames",
                "missing.profile.duration");
    }

    @Test
    void mutexProfile_inBinaryForm_saysTheSameAsItsText() throws IOException {
        Envelope envelope = open(bytes("mutex.pb.gz"));
        assertThat(envelope.name()).isEqualTo("GZIP+PPROF");
        Diagnosis diagnosis = new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null).getFirst();

        assertThat(diagnosis.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(diagnosis.source()).isEqualTo(Source.MUTEX_PROFILE);
        assertThat(Objects.requireNonNull(diagnosis.culprit()).function()).isEqualTo(BATCH);
        assertThat(diagnosis.fingerprint()).isEqualTo(only("mutex.txt").fingerprint());
    }

    /// In some records of `sync.Map` and of the runtime's own locks the stack does not begin in `Unlock`; type arguments are
    /// spelled out in binary profiles only; a deferred `Unlock` has the compiler's wrapper between.
    @ParameterizedTest
    @CsvSource({"sync-map, main.load", "generic, main.(*generic[...]).Set", "deferred-unlock, main.(*book).post"})
    void mutexProfileOfAnyShape_inBothForms_blamesTheFunctionThatAPersonWrote(String name, String culprit)
            throws IOException {
        Diagnosis text = only(name + ".txt");
        Envelope envelope = open(bytes(name + ".pb.gz"));
        Diagnosis binary = new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null).getFirst();

        assertThat(List.of(text, binary)).allSatisfy(diagnosis -> {
            assertThat(diagnosis.source()).isEqualTo(Source.MUTEX_PROFILE);
            assertThat(diagnosis.message()).isEqualTo("mutex profile");
            assertThat(Objects.requireNonNull(diagnosis.culprit()).function()).isEqualTo(culprit);
        });
        assertThat(binary.fingerprint()).isEqualTo(text.fingerprint());
    }

    @Test
    void binaryProfile_isHashedAndCountedAsItCame() throws Exception {
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(bytes("mutex.pb.gz"))).readAllBytes();
        Envelope envelope = open(plain);

        assertThat(envelope.bytes()).isEqualTo(plain.length);
        assertThat(envelope.sha256()).isEqualTo(java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(plain)));
    }

    @Test
    void blockProfile_withGrowthUnderTheLock_isGrowthContention() throws IOException {
        Diagnosis diagnosis = only("block-growth.txt");

        assertThat(diagnosis.category()).isEqualTo(Category.GROWTH_CONTENTION);
        assertThat(diagnosis.kind()).isEqualTo(Kind.LOCK_CONVOY);
        assertThat(Objects.requireNonNull(diagnosis.culprit()).function()).isEqualTo(BATCH);
        assertThat(Objects.requireNonNull(diagnosis.culprit()).line()).isEqualTo(48);
        assertThat(diagnosis.insufficient()).isFalse();
        assertThat(diagnosis.evidence()).extracting(Evidence::rule).contains("profile", "growth-frame", "lock-queue");
    }

    @Test
    void growthUnderAnotherStruct_isNotTiedToTheLock() throws IOException {
        String text = new String(bytes("block-growth.txt"), StandardCharsets.UTF_8)
                .replace("tagdb.(*DB).get+", "other.(*Box).get+").replace("tagdb.(*DB).Reader", "other.(*Box).Reader");

        assertThat(diagnose(text).getFirst().kind()).isEqualTo(Kind.LOCK_CONTENTION);
    }

    @Test
    void blockProfile_withoutGrowth_namesWhoWaitedButNoCulprit() throws IOException {
        Diagnosis diagnosis = only("block.txt");

        assertThat(diagnosis.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(diagnosis.culprit()).isNull();
        assertThat(diagnosis.message()).isEqualTo("block profile: tagdb.(*DB).get");
        assertThat(diagnosis.missing()).extracting(p -> p.key()).contains("missing.profile.holder");
    }

    @Test
    void goroutineProfile_countsTheWaiters() throws IOException {
        Diagnosis diagnosis = only("goroutine.txt");

        assertThat(diagnosis.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(Objects.requireNonNull(diagnosis.contention()).waiters()).isEqualTo(12);
        assertThat(diagnosis.message()).contains("(*DB).get");
        assertThat(profile("goroutine.txt").share(GET::equals)).isGreaterThan(0.5);
    }

    @Test
    void profileThatSaysHowLong_isWeighedByItsRate() throws IOException {
        String text = """
                --- mutex:
                cycles/second=1000000000
                sampling period=1
                # duration=10000000000
                %d 40 @ 0x1 0x2
                #	0x1	sync.(*Mutex).Unlock+0x2	/usr/local/go/src/sync/mutex.go:223
                #	0x2	example.com/kv.(*Box).Put+0x10	/src/kv/box.go:12
                """;

        assertThat(diagnose(text.formatted(60_000_000)).getFirst().evidence()).extracting(e -> e.why().key())
                .contains("evidence.profile.rate-high");
        assertThat(diagnose(text.formatted(40_000_000)).getFirst().evidence()).extracting(e -> e.why().key())
                .contains("evidence.profile.rate-low");
    }

    @Test
    void collectorLog_isReadInFigures() {
        ParsedTrace trace = new TraceParser().parse(TraceText.of(bytes("gctrace.txt")));
        RuntimeLog log = (RuntimeLog) trace.reports().getLast();
        GcTrace gc = GcTrace.read(trace.text(), log);

        assertThat(gc.cycles()).hasSize(log.gcLines());
        GcTrace.Cycle second = gc.cycles().get(1);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.second()).isEqualTo(0.174);
        assertThat(second.sweepStop()).isEqualTo(2.5);
        assertThat(second.markStop()).isEqualTo(0.20);
        assertThat(second.assist()).as("first figure between the slashes").isZero();
    }

    @Test
    void longPausesAndAssists_areNamed_andNothingElse() throws IOException {
        String log = "gc %d @1.5s 3%%: %s+7.7+0.20 ms clock, 5.0+%s/8.7/0.38+0.41 ms cpu, 26->29->17 MB, 30 MB goal, 2 P\n";

        assertThat(rules(log.formatted(7, "4.9", "0.9"))).containsExactly("dump");
        assertThat(rules(log.formatted(7, "5.1", "0.9"))).containsExactly("dump", "gc-pause");
        assertThat(rules(log.formatted(7, "0.1", "1.2"))).containsExactly("dump", "gc-assist");
    }

    @Test
    void thresholds_areTheCallers() {
        String log = "gc 7 @1.5s 3%: 5.1+7.7+0.20 ms clock, 5.0+0/8.7/0.38+0.41 ms cpu, 26->29->17 MB, 30 MB goal, 2 P\n";
        ProfileThresholds patient = new ProfileThresholds(Duration.ofMillis(50), Duration.ofMillis(6),
                Duration.ofMillis(1), 0.3);

        assertThat(new Diagnoser(patient).diagnose(new TraceParser().parse(TraceText.of(log)), null).getFirst()
                .evidence()).extracting(Evidence::rule).containsExactly("dump");
    }

    @Test
    void collectorLinesBesideADump_makeNoIncidentOfTheirOwn() throws IOException {
        assertThat(only("sigquit-gctrace.txt").category()).isEqualTo(Category.GROWTH_CONTENTION);
    }

    @Test
    void profileOfTheSameLockBesideADump_supportsIt() throws IOException {
        String dump = new String(bytes("sigquit-gctrace.txt"), StandardCharsets.UTF_8);
        Diagnosis alone = new Diagnoser().diagnose(new TraceParser().parse(TraceText.of(dump)), null).getFirst();
        String locking = Objects.requireNonNull(alone.culprit()).function();
        String profile = """

                --- mutex:
                cycles/second=1000000000
                sampling period=1
                60000000 40 @ 0x1 0x2
                #	0x1	sync.(*Mutex).Unlock+0x2	/usr/local/go/src/sync/mutex.go:223
                #	0x2	%s+0x10	/src/kv/box.go:12
                """.formatted(locking);

        List<Diagnosis> together = diagnose(dump + profile);

        assertThat(together).hasSize(1);
        assertThat(together.getFirst().evidence()).extracting(e -> e.why().key()).contains("evidence.profile.mutex",
                "evidence.profile.waited");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200, 500})
    void binaryProfileCutShort_isSaidToBeBroken(int length) throws IOException {
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(bytes("mutex.pb.gz"))).readAllBytes();
        byte[] cut = java.util.Arrays.copyOf(plain, plain.length - length);

        assertThatThrownBy(() -> open(cut)).isInstanceOf(EnvelopeException.Broken.class).hasMessageContaining("pprof");
    }

    @Test
    void binaryProfileOfMemory_isRefusedInWords() {
        assertThatThrownBy(() -> open(counting("alloc_objects"))).isInstanceOf(EnvelopeException.Broken.class)
                .hasMessageContaining("alloc_objects").hasMessageContaining("mutex, block and goroutine");
    }

    @Test
    void text_isNeverTakenForABinaryProfile() {
        for (String text : List.of("panic: x\n", "\n\npanic: x", "Z", "", "*1\r\n$4\r\n", "bad map state\n")) {
            assertThat(PprofBinary.begins(text.getBytes(StandardCharsets.UTF_8))).as(text).isFalse();
        }
    }

    /// A profile of one sample type, with one empty sample: three fields.
    private static byte[] counting(String type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[]{0x0a, 4, 8, 1, 0x10, 1});
        out.write(new byte[]{0x32, 0, 0x32, (byte) type.length()});
        out.write(type.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static List<String> rules(String text) throws IOException {
        return diagnose(text).getFirst().evidence().stream().map(Evidence::rule).toList();
    }

    private static Diagnosis only(String name) throws IOException {
        List<Diagnosis> all = diagnose(new String(bytes(name), StandardCharsets.UTF_8));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<Diagnosis> diagnose(String text) throws IOException {
        Envelope envelope = open(text.getBytes(StandardCharsets.UTF_8));
        assertThat(envelope.name()).isEqualTo("PLAIN");
        return new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null);
    }

    private static Envelope open(byte[] body) throws IOException {
        return new EnvelopeReader(EnvelopeLimits.DEFAULT).open(new ByteArrayInputStream(body), null);
    }

    private static Profile profile(String name) {
        ParsedTrace trace = new TraceParser().parse(TraceText.of(bytes(name)));
        return ProfileReader.read(trace.text(), (ProfileReport) trace.reports().getFirst());
    }

    private static byte[] bytes(String name) {
        try (InputStream in = ProfileTest.class.getResourceAsStream("/profile/" + name)) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
