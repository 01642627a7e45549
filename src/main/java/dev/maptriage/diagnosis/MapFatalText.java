package dev.maptriage.diagnosis;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fatal errors of Go's maps.
///
/// @param kind        what it means
/// @param operation   what the goroutine that noticed was doing
/// @param counterpart what the other one was doing
record MapFatalText(Kind kind, OperationType operation, OperationType counterpart) {
    private static final Pattern CORRUPTION = Pattern
            .compile("bad map state|oldoverflow is not nil|overflow is not nil|bad evacuated\\w|"
                    + "bucket evacuated|concurrent map access during growth|map bucket overflow.*");

    /// What a text without its prefix `fatal error: ` means; null when it is none of a map.
    static @Nullable MapFatalText of(String text) {
        return switch (text) {
            case "concurrent map writes", "small map with no empty slot (concurrent map writes?)" ->
                new MapFatalText(Kind.WRITE_WRITE, OperationType.WRITE, OperationType.WRITE);
            case "concurrent map read and map write" ->
                new MapFatalText(Kind.READ_WRITE, OperationType.READ, OperationType.WRITE);
            case "concurrent map iteration and map write" ->
                new MapFatalText(Kind.ITERATE_WRITE, OperationType.ITERATE, OperationType.WRITE);
            case "concurrent map clone and map write" ->
                new MapFatalText(Kind.CLONE_WRITE, OperationType.CLONE, OperationType.WRITE);
            default -> CORRUPTION.matcher(text).matches()
                    ? new MapFatalText(Kind.MAP_CORRUPTION, OperationType.UNKNOWN, OperationType.WRITE)
                    : null;
        };
    }

    /// The texts that name two parties, for a search inside other words.
    static final List<String> TEXTS = List.of("concurrent map writes", "concurrent map read and map write",
            "concurrent map iteration and map write", "concurrent map clone and map write");
}
