package dev.maptriage.simulation;

import java.time.Duration;

/// How far an exploration may go.
///
/// @param runs  how many runs at most
/// @param time  how long at most; the first few runs are made in any case
/// @param steps after how many steps a run counts as endless
public record Budget(long runs, Duration time, int steps) {

    /// What a page waits for.
    public static final Budget INTERACTIVE = new Budget(30_000, Duration.ofSeconds(2), 20_000);

    /// What a background task may take.
    public static final Budget THOROUGH = new Budget(1_000_000, Duration.ofSeconds(60), 20_000);
}
