package dev.maptriage.trace;

import com.sun.management.ThreadMXBean;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads one file as often as it is told to: `docs/bench/parser-ratios.py` runs it in turn with other programs. For each
/// line on standard input it works once and answers with seconds and allocated bytes, or counts for `counts`.
///
/// | word | work |
/// |---|---|
/// | `one` | parse the text on one processor |
/// | `all` | parse the text on all processors |
/// | `envelope` | from bytes: hash, charset, wrappings, then parse on all processors |
/// | `diagnose` | the same, and diagnose |
public final class ParserSpeed {
    private static final int WARM_UP = 8;
    private static final EnvelopeLimits LIMITS = new EnvelopeLimits(Long.MAX_VALUE, Long.MAX_VALUE,
            EnvelopeLimits.DEFAULT.depth(), EnvelopeLimits.DEFAULT.archiveFiles());

    private final byte[] bytes;
    private final TraceText text;

    private ParserSpeed(byte[] bytes) throws IOException {
        this.bytes = bytes;
        this.text = open();
    }

    public static void main(String[] args) throws IOException {
        ParserSpeed speed = new ParserSpeed(Files.readAllBytes(Path.of(args[0])));
        for (int i = 0; i < WARM_UP; i++) {
            for (String word : List.of("one", "all", "envelope", "diagnose")) {
                speed.work(word);
            }
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = in.readLine(); word != null; word = in.readLine()) {
            System.out.println(word.equals("counts") ? speed.counts() : speed.timed(word));
        }
    }

    private String timed(String word) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        System.gc();
        long allocated = threads.getTotalThreadAllocatedBytes();
        long began = System.nanoTime();
        work(word);
        long nanos = System.nanoTime() - began;
        return nanos / 1e9 + " " + (threads.getTotalThreadAllocatedBytes() - allocated);
    }

    private Object work(String word) throws IOException {
        return switch (word) {
            case "one" -> new TraceParser(TraceLimits.DEFAULT, 1).parse(text);
            case "all" -> new TraceParser().parse(text);
            case "envelope" -> new TraceParser().parse(open());
            case "diagnose" -> diagnoses();
            default -> throw new IllegalArgumentException(word);
        };
    }

    private List<Diagnosis> diagnoses() throws IOException {
        return new Diagnoser().diagnose(new TraceParser().parse(open()), null);
    }

    private TraceText open() throws IOException {
        return new EnvelopeReader(LIMITS).open(new ByteArrayInputStream(bytes), null).text();
    }

    private String counts() throws IOException {
        List<TraceReport> reports = new TraceParser().parse(text).reports();
        Diagnosis first = diagnoses().getFirst();
        return reports.size() + " reports, " + reports.stream().mapToInt(r -> r.goroutines().size()).sum()
                + " goroutines, " + first.groupCount() + " groups, " + first.kind();
    }
}
