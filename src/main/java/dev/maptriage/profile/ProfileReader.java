package dev.maptriage.profile;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.LineRange;
import dev.maptriage.trace.ProfileReport;
import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the records of a text profile. Linear, and never throws on a text: what it cannot read it leaves out.
///
/// ```text
/// 33235898227 373 @ 0x68ff45 0x68ff49                 cycles, count, program counters
/// #	0x68ff44	sync.(*Mutex).Lock+0x24		/usr/local/go/src/sync/mutex.go:46
/// ```
public final class ProfileReader {
    private static final int MAX_FRAMES = 512;
    private static final String CYCLES = "cycles/second=";
    private static final String PERIOD = "sampling period=";
    private static final String DURATION = "# duration=";
    private static final Pattern DEFERRED = Pattern.compile("\\.deferwrap\\d+$");

    private final Map<String, Frame> frames = new HashMap<>();
    private final List<Profile.Sample> samples = new ArrayList<>();
    private final ProfileReport report;
    private double cyclesPerSecond = 1e9;
    private double seconds;
    private boolean complete = true;
    private @Nullable Group record;

    /// A record whose frames are still being read.
    private static final class Group {
        final double value;
        final long count;
        final int line;
        final List<Call> calls = new ArrayList<>();
        int lastLine;

        Group(double value, long count, int line) {
            this.value = value;
            this.count = count;
            this.line = line;
            this.lastLine = line;
        }
    }

    private ProfileReader(ProfileReport report) {
        this.report = report;
    }

    /// The figures of a profile that stands in a text.
    public static Profile read(TraceText text, ProfileReport report) {
        ProfileReader reader = new ProfileReader(report);
        try {
            text.forEachBlock(reader::block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.close();
        return new Profile(report.type(), report.lines(), reader.samples, reader.complete, reader.seconds);
    }

    private void block(byte[] bytes, int offset, int length, int firstLine) {
        int line = firstLine;
        int end = offset + length;
        for (int from = offset; from < end && line <= report.lines().last(); line++) {
            int to = from;
            while (to < end && bytes[to] != '\n') {
                to++;
            }
            if (line > report.lines().first()) {
                line(new String(bytes, from, to - from, StandardCharsets.UTF_8).stripTrailing(), line);
            }
            from = to + 1;
        }
    }

    private void line(String line, int number) {
        if (line.startsWith("#\t") || line.startsWith("# 0x") || line.startsWith("#  ")) {
            frame(line, number);
        } else if (line.startsWith(CYCLES)) {
            cyclesPerSecond = Math.max(1, number(line, CYCLES.length()));
        } else if (line.startsWith(DURATION)) {
            seconds = number(line, DURATION.length()) / 1e9;
        } else if (!line.startsWith(PERIOD) && line.indexOf('@') > 0) {
            close();
            open(line, number);
        }
    }

    private void open(String line, int number) {
        String[] figures = line.substring(0, line.indexOf('@')).strip().split(" +", -1);
        if (samples.size() >= Profile.MAX_SAMPLES) {
            complete = false;
            return;
        }
        boolean timed = figures.length > 1;
        record = new Group(timed ? number(figures[0], 0) : 0, (long) number(figures[timed ? 1 : 0], 0), number);
    }

    private void close() {
        Group done = record;
        record = null;
        if (done != null) {
            samples.add(new Profile.Sample(done.value / cyclesPerSecond * 1e9, done.count, List.copyOf(done.calls),
                    new LineRange(done.line, done.lastLine)));
        }
    }

    private void frame(String line, int number) {
        Group current = record;
        if (current == null || current.calls.size() >= MAX_FRAMES) {
            return;
        }
        String[] cells = line.split("\\s+", 4);
        if (cells.length < 3 || !cells[1].startsWith("0x")) {
            return;
        }
        String place = cells.length < 4 ? "" : cells[3].strip();
        Frame frame = frames.computeIfAbsent(cells[2] + '\t' + place, k -> frame(cells[2], place));
        // the compiler's wrapper around a deferred call; the function that a person wrote stands right below
        if (!DEFERRED.matcher(frame.function()).find()) {
            current.calls.add(new Call(frame, "", number));
        }
        current.lastLine = number;
    }

    private static Frame frame(String name, String place) {
        int offset = name.lastIndexOf("+0x");
        int colon = place.lastIndexOf(':');
        String function = offset < 0 ? name : name.substring(0, offset);
        return colon <= 0
                ? new Frame(function, null, 0, false)
                : new Frame(function, place.substring(0, colon), (int) number(place, colon + 1), false);
    }

    /// The digits from there on; 0 without any.
    private static double number(String text, int from) {
        double value = 0;
        for (int i = from; i < text.length() && Character.digit(text.charAt(i), 10) >= 0; i++) {
            value = value * 10 + Character.digit(text.charAt(i), 10);
        }
        return value;
    }
}
