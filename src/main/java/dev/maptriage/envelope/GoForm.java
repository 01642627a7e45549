package dev.maptriage.envelope;

/// What a line is, among the lines that Go prints.
enum GoForm {
    /** Anything else. */
    OTHER(false),
    /** Nothing, or blanks. */
    EMPTY(false),
    /** {@code panic: x}, {@code fatal error: x}, {@code SIGQUIT: quit}, {@code [signal ...]}, {@code WARNING: DATA RACE}. */
    HEAD(true),
    /** {@code goroutine 7 [running]:}. */
    GOROUTINE(true),
    /** {@code main.(*Store).Put(0xc000010250)}; of a race report two blanks and {@code main.f()}. */
    FUNCTION(true),
    /** TAB {@code /app/main.go:7 +0x1d}; of a race report six blanks before. */
    FILE(true),
    /** {@code created by main.run in goroutine 1}. */
    CREATED(true),
    /** {@code Previous write at 0x00c0 by goroutine 7:}, {@code Goroutine 7 (running) created at:}. */
    ACCESS(true),
    /** The 18 equals signs around a race report. */
    BAR(true),
    /** Lines of profiles and of the collector's log. */
    PROFILE(true);

    private final boolean go;

    GoForm(boolean go) {
        this.go = go;
    }

    /// Whether Go printed it.
    boolean isGo() {
        return go;
    }

    /// Whether the line alone is proof: functions look like other things, too.
    boolean isStrong() {
        return go && this != FUNCTION;
    }

    boolean isFrame() {
        return this == FUNCTION || this == FILE || this == CREATED;
    }
}
