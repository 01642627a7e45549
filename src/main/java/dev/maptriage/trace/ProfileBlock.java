package dev.maptriage.trace;

import org.jspecify.annotations.Nullable;

/// Finds where a text profile begins and ends. Source: `runtime/pprof` `printCountCycleProfile`, `printCountProfile`
/// (the same since Go 1.9).
final class ProfileBlock {
    private static final byte[] MUTEX = Ascii.bytes("--- mutex:");
    private static final byte[] BLOCK = Ascii.bytes("--- contention:");
    private static final byte[] GOROUTINE = Ascii.bytes("goroutine profile: total ");
    private static final byte[] CYCLES = Ascii.bytes("cycles/second=");
    private static final byte[] PERIOD = Ascii.bytes("sampling period=");

    private ProfileBlock() {}

    static ProfileReport.@Nullable Type typeOf(LineReader reader) {
        return switch (reader.bytes[reader.start]) {
            case '-' -> reader.startsWith(MUTEX)
                    ? ProfileReport.Type.MUTEX
                    : reader.startsWith(BLOCK) ? ProfileReport.Type.BLOCK : null;
            case 'g' -> reader.startsWith(GOROUTINE) ? ProfileReport.Type.GOROUTINE : null;
            default -> null;
        };
    }

    /// Reads from the heading to the last line that can belong to it.
    static ProfileReport read(LineReader reader, ProfileReport.Type type) {
        int first = reader.line;
        int last = first;
        reader.next();
        while (!reader.atEnd()) {
            boolean blank = reader.isBlank();
            if (!blank && !belongs(reader)) {
                break;
            }
            last = blank ? last : reader.line;
            reader.next();
        }
        return new ProfileReport(new LineRange(first, last), type);
    }

    private static boolean belongs(LineReader reader) {
        byte first = reader.bytes[reader.start];
        return first == '#' || (first >= '0' && first <= '9' && isRecord(reader)) || reader.startsWith(CYCLES)
                || reader.startsWith(PERIOD);
    }

    /// `COUNT @ 0x…` or `CYCLES COUNT @ 0x…`.
    private static boolean isRecord(LineReader reader) {
        int end = reader.end();
        int i = reader.start;
        while (i < end && (reader.bytes[i] == ' ' || (reader.bytes[i] >= '0' && reader.bytes[i] <= '9'))) {
            i++;
        }
        return i < end && reader.bytes[i] == '@';
    }
}
