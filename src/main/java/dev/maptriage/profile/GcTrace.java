package dev.maptriage.profile;

import dev.maptriage.trace.RuntimeLog;
import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The garbage collector's log of `GODEBUG=gctrace=1`. Source: `runtime/mgc.go` `gcMarkTermination`, unchanged in the
/// part read here since Go 1.5.
///
/// ```text
/// gc 2 @0.174s 3%: 2.5+7.7+0.20 ms clock, 5.0+0/8.7/0.38+0.41 ms cpu, 26->29->17 MB, …
///                  │   │   └ stop the world    │ └ assist / background / idle marking
///                  │   └ concurrent marking    └ the same phases in CPU time
///                  └ stop the world
/// ```
///
/// @param cycles in the order of the text; at most [#MAX_CYCLES]
public record GcTrace(List<Cycle> cycles) {

    /// About three hours of a program that collects ten times a second.
    public static final int MAX_CYCLES = 100_000;

    private static final Pattern LINE = Pattern.compile("^gc (\\d{1,9}) @(\\d{1,9}(?:\\.\\d{1,6})?)s \\d{1,3}%: "
            + "([\\d.]{1,15})\\+([\\d.]{1,15})\\+([\\d.]{1,15}) ms clock, "
            + "([\\d.]{1,15})\\+([\\d.]{1,15})/([\\d.]{1,15})/([\\d.]{1,15})\\+([\\d.]{1,15}) ms cpu,.*");

    /// One collection; times in milliseconds.
    ///
    /// @param number    of the cycle
    /// @param second    of its end, since the program's start
    /// @param sweepStop the world stood still for sweep termination
    /// @param markStop  the world stood still for mark termination
    /// @param assist    CPU time that allocating goroutines had to spend on marking
    /// @param line      of the text
    public record Cycle(long number, double second, double sweepStop, double markStop, double assist, int line) {

        /// The longer of its two pauses, in ms.
        public double pause() {
            return Math.max(sweepStop, markStop);
        }
    }

    public GcTrace {
        cycles = List.copyOf(cycles);
    }

    /// Reads the collector's lines of a text.
    public static GcTrace read(TraceText text, RuntimeLog log) {
        List<Cycle> cycles = new ArrayList<>();
        try {
            text.forEachBlock((bytes, offset, length, firstLine) -> {
                int line = firstLine;
                for (int from = offset; from < offset + length && line <= log.lines().last(); line++) {
                    int to = from;
                    while (to < offset + length && bytes[to] != '\n') {
                        to++;
                    }
                    boolean wanted = line >= log.lines().first() && to - from > 40 && to - from < 400
                            && bytes[from] == 'g' && bytes[from + 1] == 'c' && cycles.size() < MAX_CYCLES;
                    if (wanted) {
                        cycle(new String(bytes, from, to - from, StandardCharsets.UTF_8).stripTrailing(), line, cycles);
                    }
                    from = to + 1;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GcTrace(cycles);
    }

    private static void cycle(String line, int number, List<Cycle> cycles) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return;
        }
        try {
            cycles.add(new Cycle(Long.parseLong(m.group(1)), Double.parseDouble(m.group(2)),
                    Double.parseDouble(m.group(3)), Double.parseDouble(m.group(5)), Double.parseDouble(m.group(7)),
                    number));
        } catch (NumberFormatException garbled) {
            // Two writers in one line: the next line is as good.
        }
    }
}
