package dev.maptriage.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many schedules end how. A schedule is an order in which all steps of all goroutines could run; one that a fatal
/// error cuts short counts for every way in which it could have gone on.
///
/// @param basis           counted one by one, or drawn
/// @param preemptionBound how often a schedule takes the turn from a goroutine that could go on, at most; null: as often
///                        as it likes
/// @param schedules       fatal + silent + benign
/// @param fatal           the runtime notices: fatal error or panic
/// @param silent          nobody notices, and something is wrong
/// @param benign          nobody notices, and nothing is wrong
/// @param separate        those of the benign ones in which no write overlapped with anything
/// @param byOutcome       most frequent first
public record Counts(Basis basis, @Nullable Integer preemptionBound, long schedules, long fatal, long silent,
        long benign, long separate, List<OutcomeCount> byOutcome) {

    /// Where counts come from.
    public enum Basis {
        /** Every schedule within the bound was run, or follows from the beginning of one that was cut short. */
        ENUMERATED,
        /** Schedules were drawn uniformly, from a seed. */
        SAMPLED
    }

    /// Whether every schedule within the bound is counted.
    public boolean exhaustive() {
        return basis == Basis.ENUMERATED;
    }

    /// The share of schedules with overlapping operations that the runtime notices; 1 if nothing ever overlaps.
    public double noticed() {
        long overlapping = schedules - separate;
        return overlapping == 0 ? 1 : (double) fatal / overlapping;
    }
}
