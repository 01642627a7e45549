package dev.maptriage.trace;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/// How fast a large dump is read. `megabytes` is the rate in MB/s; `sha256` hashes the same bytes, as a yardstick of
/// the machine. With `-prof gc` it also shows what a parse allocates.
///
/// `mvn -q -Pbench test-compile exec:exec@jmh -Djmh.args="TraceParserBenchmark -f 1 -p file=/path/dump.txt"`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TraceParserBenchmark {
    /// A file to read instead of the generated dump of 10 000 goroutines on 500 stacks.
    @Param("")
    public String file = "";

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
                    ? new DumpGenerator(1, 500, 15, 25).fatal(10_000)
                    : Files.readAllBytes(Path.of(file));
            text = new TraceText.Builder().append(bytes, 0, bytes.length).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public ParsedTrace parse(Rate rate) {
        rate.megabytes += bytes.length / 1e6;
        return new TraceParser().parse(text);
    }

    @Benchmark
    public List<Diagnosis> parseAndDiagnose(Rate rate) {
        rate.megabytes += bytes.length / 1e6;
        return new Diagnoser().diagnose(new TraceParser().parse(text), null);
    }

    @Benchmark
    public byte[] sha256(Rate rate) throws NoSuchAlgorithmException {
        rate.megabytes += bytes.length / 1e6;
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
