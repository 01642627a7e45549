package dev.maptriage.trace;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// How fast a large text is read. `megabytes` is the rate in MB/s of the text as it came; `sha256` hashes the same
/// bytes, as a yardstick of the machine. With `-prof gc` it also shows what a parse allocates.
///
/// `mvn -q -Pbench test-compile exec:exec@jmh -Djmh.args="TraceParserBenchmark -f 1 -p file=/path/dump.txt"`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TraceParserBenchmark {
    private static final EnvelopeLimits LIMITS = new EnvelopeLimits(Long.MAX_VALUE, Long.MAX_VALUE,
            EnvelopeLimits.DEFAULT.depth(), EnvelopeLimits.DEFAULT.archiveFiles());

    /// A file to read instead of a generated text.
    @Param("")
    public String file = "";

    /// `fatal`: a map's fatal error with all goroutines, on 500 stacks; `race`: reports of the race detector;
    /// `docker-json`: the fatal error as docker stores it.
    @Param({"fatal", "race", "docker-json"})
    public String shape = "fatal";

    @Param({"1000", "10000", "100000"})
    public int goroutines;

    /// How many processors read it; 0 for all.
    @Param({"1", "0"})
    public int processors;

    private byte[] bytes = new byte[0];
    private TraceText text = TraceText.of("");

    /// Bytes read, in millions, per second.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Rate {
        public double megabytes;
    }

    @Setup
    public void read() {
        try {
            bytes = file.isEmpty()
                    ? generated()
                    : Files.readAllBytes(Path.of(file));
            text = opened();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] generated() {
        if (shape.equals("race")) {
            StringBuilder races = new StringBuilder();
            for (int i = 0; i < goroutines / 2; i++) {
                races.append(RACE.replace("38", Integer.toString(1_000 + i)));
            }
            return races.toString().getBytes(StandardCharsets.UTF_8);
        }
        byte[] plain = new DumpGenerator(1, 500, 15, 25).fatal(goroutines);
        if (!shape.equals("docker-json")) {
            return plain;
        }
        StringBuilder wrapped = new StringBuilder(2 * plain.length);
        new String(plain, StandardCharsets.UTF_8).lines()
                .forEach(line -> wrapped.append("{\"log\":\"").append(line.replace("\t", "\\t"))
                        .append("\\n\",\"stream\":\"stderr\",\"time\":\"2024-05-15T08:53:43.123729198Z\"}\n"));
        return wrapped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static final String RACE = """
            ==================
            WARNING: DATA RACE
            Write at 0x00c000120f38 by goroutine 38:
              main.(*Store).Put()
                  /app/store/store.go:41 +0x7b
              main.main.func1()
                  /app/main.go:22 +0x44

            Previous read at 0x00c000120f38 by goroutine 7:
              main.(*Store).Get()
                  /app/store/store.go:33 +0x6d
              main.main.func2()
                  /app/main.go:27 +0x44

            Goroutine 38 (running) created at:
              main.main()
                  /app/main.go:20 +0x12a
            ==================
            """;

    private TraceText opened() throws IOException {
        return new EnvelopeReader(LIMITS).open(new ByteArrayInputStream(bytes), null).text();
    }

    private ParsedTrace parsed(TraceText from) {
        return (processors == 0 ? new TraceParser() : new TraceParser(TraceLimits.DEFAULT, processors)).parse(from);
    }

    /// The parser alone, on the text without its wrapping.
    @Benchmark
    public ParsedTrace parse(Rate rate) {
        rate.megabytes += text.byteCount() / 1e6;
        return parsed(text);
    }

    /// From the bytes on: hash, charset, wrapping, parser.
    @Benchmark
    public ParsedTrace throughEnvelope(Rate rate) throws IOException {
        rate.megabytes += bytes.length / 1e6;
        return parsed(opened());
    }

    @Benchmark
    public List<Diagnosis> parseAndDiagnose(Rate rate) {
        rate.megabytes += text.byteCount() / 1e6;
        return new Diagnoser().diagnose(parsed(text), null);
    }

    @Benchmark
    public byte[] sha256(Rate rate) throws NoSuchAlgorithmException {
        rate.megabytes += bytes.length / 1e6;
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
