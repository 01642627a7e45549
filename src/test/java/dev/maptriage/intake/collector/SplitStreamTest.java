package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.trace.TraceParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Recorded crashes, a record per line, of 50 pods at once, cut into batches and mixed up within them, through the reader of
/// each sender: what is joined is diagnosed as the whole text is.
///
/// With `-Dmaptriage.corpus=DIRECTORY` the texts below it are taken instead. Files named `…--…` are left out, which are cut or
/// already wrapped by somebody.
class SplitStreamTest {
    private static final int PODS = 50;
    private static final int BATCH = 97;
    private static final long START = 1_778_835_724_000_000_000L;
    private static final long BETWEEN = Duration.ofSeconds(20).toNanos();
    private static final long LINE = 1_000;
    private static final RecordJoiner JOINER = new RecordJoiner(
            new RecordJoiner.Rules(Duration.ofSeconds(3), 20, 64 << 20, 1_000_000, Duration.ofMinutes(5)));
    private static final Sources SOURCES = new Sources(64 << 20);

    /// One line on its way.
    record Line(int pod, long nanos, String text) {}

    /// A form of delivery. Firehose and CloudWatch have milliseconds, so nothing can put their lines in order again.
    enum Form {
        VECTOR("vector", "application/x-ndjson", true),
        FLUENT_BIT("fluentbit", "application/json", true),
        GENERIC(
                "generic", "application/json", true),
        LOKI("loki", "application/json", true),
        OTLP("otlp",
                "application/json", true),
        JOURNALD("journald", "application/json", true),
        PUBSUB("pubsub",
                "application/json", true),
        FIREHOSE("firehose", "application/json", true),
        CLOUDWATCH(
                "cloudwatch", "application/json", false);

        final String source;
        final String type;
        final boolean mixed;

        Form(String source, String type, boolean mixed) {
            this.source = source;
            this.type = type;
            this.mixed = mixed;
        }

        /// The bodies that carry a batch; most senders put all of it into one.
        List<byte[]> bodies(List<Line> batch) {
            return switch (this) {
                case VECTOR -> List.of(bytes(lines(batch, line -> json(Map.of("message", line.text, "timestamp",
                        time(line), "kubernetes", Map.of("pod_name", "p" + line.pod))))));
                case FLUENT_BIT -> List.of(bytes(json(batch.stream().map(line -> Map.of("date", seconds(line), "time",
                        time(line), "log", line.text, "stream", "stderr", "kubernetes",
                        Map.of("pod_name", "p" + line.pod))).toList())));
                case GENERIC -> List.of(bytes(json(batch.stream().map(line -> Map.of("message", line.text, "time",
                        time(line), "pod", "p" + line.pod)).toList())));
                case LOKI -> List.of(bytes(json(Map.of("streams", byPod(batch).entrySet().stream()
                        .map(pod -> Map.of("stream", Map.of("pod", "p" + pod.getKey()), "values",
                                pod.getValue().stream().map(line -> List.of(Long.toString(line.nanos), line.text))
                                        .toList()))
                        .toList()))));
                case OTLP -> List.of(bytes(json(Map.of("resourceLogs", byPod(batch).entrySet().stream()
                        .map(pod -> Map.of("resource", Map.of("attributes", List.of(Map.of("key", "k8s.pod.name",
                                "value", Map.of("stringValue", "p" + pod.getKey())))), "scopeLogs",
                                List.of(Map.of("logRecords", pod.getValue().stream()
                                        .map(line -> Map.of("timeUnixNano", Long.toString(line.nanos), "body",
                                                Map.of("stringValue", line.text)))
                                        .toList()))))
                        .toList()))));
                case JOURNALD -> List.of(bytes(lines(batch, line -> json(Map.of("MESSAGE", line.text,
                        "__REALTIME_TIMESTAMP", Long.toString(line.nanos / 1_000), "_HOSTNAME", "p" + line.pod,
                        "SYSLOG_IDENTIFIER", "app", "__CURSOR", "c" + line.pod + "-" + line.nanos)))));
                case PUBSUB -> batch.stream().map(line -> bytes(json(Map.of("message", Map.of("messageId",
                        line.pod + "-" + line.nanos, "data", base64(bytes(json(Map.of("textPayload", line.text,
                                "timestamp", time(line), "insertId", line.pod + "-" + line.nanos, "resource",
                                Map.of("labels", Map.of("pod_name", "p" + line.pod)))))))))))
                        .toList();
                case FIREHOSE -> List.of(bytes(json(Map.of("requestId", "r", "records", batch.stream()
                        .map(line -> Map.of("data", base64(bytes(json(Map.of("message", line.text, "timestamp",
                                time(line), "pod", "p" + line.pod))))))
                        .toList()))));
                case CLOUDWATCH -> byPod(batch).entrySet().stream().map(pod -> bytes(json(Map.of("awslogs",
                        Map.of("data", base64(gzip(json(Map.of("messageType", "DATA_MESSAGE", "owner", "1",
                                "logGroup", "g", "logStream", "p" + pod.getKey(), "logEvents",
                                pod.getValue().stream().map(line -> Map.of("id", line.pod + "-" + line.nanos,
                                        "timestamp", line.nanos / 1_000_000, "message", line.text)).toList())))))))))
                        .toList();
            };
        }
    }

    private static String json(Object value) {
        return Collectors.JSON.writeValueAsString(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String lines(List<Line> batch, java.util.function.Function<Line, String> one) {
        StringBuilder all = new StringBuilder();
        batch.forEach(line -> all.append(one.apply(line)).append('\n'));
        return all.toString();
    }

    private static String time(Line line) {
        return Instant.ofEpochSecond(line.nanos / 1_000_000_000L, line.nanos % 1_000_000_000L).toString();
    }

    private static double seconds(Line line) {
        return line.nanos / 1e9;
    }

    private static Map<Integer, List<Line>> byPod(List<Line> batch) {
        Map<Integer, List<Line>> pods = new LinkedHashMap<>();
        batch.forEach(line -> pods.computeIfAbsent(line.pod, ignored -> new ArrayList<>()).add(line));
        return pods;
    }

    /// What a text is diagnosed as, in the words that a reader would compare.
    private static List<String> diagnoses(byte[] text) {
        try {
            var envelope = new EnvelopeReader(EnvelopeLimits.DEFAULT).open(new ByteArrayInputStream(text), null);
            return new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null).stream()
                    .map(SplitStreamTest::words).toList();
        } catch (EnvelopeException unreadable) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(Diagnosis diagnosis) {
        CodePoint culprit = diagnosis.culprit();
        return diagnosis.category() + " " + diagnosis.kind() + " " + diagnosis.message().lines().findFirst().orElse("")
                + " in " + (culprit == null ? "?" : culprit.function() + ":" + culprit.line()) + " suspects "
                + diagnosis.suspects().size() + " " + diagnosis.goroutines();
    }

    /// The records of one pod, as the inbox would keep them.
    private static final class Pod {
        final List<List<String>> found = new ArrayList<>();
        private RecordJoiner.@Nullable Open open;
        private List<CollectedRecord> current = new ArrayList<>();

        void take(List<CollectedRecord> records) {
            for (RecordJoiner.Piece piece : JOINER.join(open, RecordJoiner.sorted(records))) {
                if (!piece.continues()) {
                    current = new ArrayList<>();
                }
                current.addAll(piece.records());
                open = piece.closed() ? null : piece.after();
                if (piece.closed()) {
                    end(piece.after().proven());
                }
            }
        }

        void end(boolean proven) {
            if (proven && !current.isEmpty()) {
                found.add(diagnoses(RecordJoiner.text(current)));
            }
            current = new ArrayList<>();
        }

        List<String> all() {
            RecordJoiner.Open last = open;
            end(last != null && last.proven());
            open = null;
            return found.stream().flatMap(List::stream).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void isDiagnosedAsTheWholeTextIs(Form form) throws Exception {
        List<Path> files = corpus();
        Map<Integer, List<Path>> placed = new TreeMap<>();
        List<Line> stream = new ArrayList<>();
        long[] clock = new long[PODS];
        List<List<String>> expected = new ArrayList<>();
        List<Path> used = new ArrayList<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            List<String> whole = diagnoses(bytes(text));
            String why = notForStreams(whole);
            if (why != null) {
                leftOut.merge(why, 1, Integer::sum);
                continue;
            }
            int pod = used.size() % PODS;
            placed.computeIfAbsent(pod, ignored -> new ArrayList<>()).add(file);
            long at = START + clock[pod];
            for (String line : text.lines().toList()) {
                stream.add(new Line(pod, at, line));
                at += LINE;
            }
            clock[pod] = at - START + BETWEEN;
            used.add(file);
            expected.add(whole);
        }
        stream.sort(Comparator.comparingLong(Line::nanos));
        Map<Integer, Pod> pods = deliver(form, stream);
        int same = 0;
        List<String> differing = new ArrayList<>();
        List<String> more = new ArrayList<>();
        for (int pod = 0; pod < Math.min(PODS, used.size()); pod++) {
            List<String> got = new ArrayList<>(Objects.requireNonNull(pods.get(pod)).all());
            for (int i = pod; i < used.size(); i += PODS) {
                List<String> want = expected.get(i);
                int at = Collections.indexOfSubList(got, want);
                if (at >= 0) {
                    more.addAll(got.subList(0, at));
                    got = new ArrayList<>(got.subList(at + want.size(), got.size()));
                    same++;
                } else {
                    differing.add(used.get(i) + ": " + want + " but " + got.stream().limit(want.size() + 1L).toList());
                }
            }
            more.addAll(got);
        }
        System.out.printf("%s: %d of %d texts joined and diagnosed as the whole text, %d incidents more; left out %s%n",
                form, same, used.size(), more.size(), leftOut);
        differing.forEach(System.out::println);
        more.forEach(incident -> System.out.println("more: " + incident));
        assertThat(used).hasSizeGreaterThan(20);
        assertThat(differing).isEmpty();
        assertThat(more).isEmpty();
        assertThat(same).isEqualTo(used.size());
    }

    /// Why a text does not come by a log stream; null when it does.
    private static @Nullable String notForStreams(List<String> whole) {
        if (whole.isEmpty()) {
            return "without a find";
        }
        if (whole.stream().allMatch(found -> found.contains(Kind.NO_CRASH_RUNTIME_LOG.name()))) {
            return "log of the collector, in which nothing died";
        }
        return whole.stream().allMatch(found -> found.contains(" profile")
                || found.contains(Kind.NO_CRASH_RUNTIME_LOG.name())) ? "profile, which no log has" : null;
    }

    private static Map<Integer, Pod> deliver(Form form, List<Line> stream) throws UnreadableException {
        Map<Integer, Pod> pods = new HashMap<>();
        Map<String, Integer> names = new HashMap<>();
        Random random = new Random(5);
        for (int from = 0; from < stream.size(); from += BATCH) {
            List<Line> batch = new ArrayList<>(stream.subList(from, Math.min(stream.size(), from + BATCH)));
            if (form.mixed && form != Form.PUBSUB) {
                Collections.shuffle(batch, random);
            }
            for (byte[] body : form.bodies(batch)) {
                Batch read = SOURCES.of(form.source)
                        .read(new Sent(form.source, "", form.type, ignored -> null, Map.of(), body));
                Map<String, List<CollectedRecord>> sources = new LinkedHashMap<>();
                read.records().forEach(record -> sources.computeIfAbsent(record.source(), ignored -> new ArrayList<>())
                        .add(record));
                sources.forEach((source, records) -> {
                    int pod = names.computeIfAbsent(source, ignored -> podOf(source));
                    pods.computeIfAbsent(pod, ignored -> new Pod()).take(records);
                });
            }
        }
        return pods;
    }

    private static int podOf(String source) {
        return Integer.parseInt(source.replaceFirst("(?s).*?\\bp(\\d+)\\b.*", "$1"));
    }

    private static List<Path> corpus() throws IOException {
        String given = System.getProperty("maptriage.corpus");
        try (Stream<Path> files = Files.walk(Path.of(given == null ? "sample-traces" : given))) {
            return files.filter(file -> file.toString().endsWith(".txt")).filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().contains("--")).sorted().toList();
        }
    }
}
