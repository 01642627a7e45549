package dev.maptriage.profile;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.LineRange;
import dev.maptriage.trace.ProfileReport;
import java.util.List;
import java.util.function.Predicate;

/// A profile in figures.
///
/// @param type     what was counted
/// @param lines    where it stands in the text
/// @param samples  in the order of the text; at most [#MAX_SAMPLES]
/// @param complete whether all records were read
/// @param seconds  how long it was taken; 0 when the profile does not say (then it counts from the program's start)
public record Profile(ProfileReport.Type type, LineRange lines, List<Sample> samples, boolean complete,
        double seconds) {

    /// A program has a few thousand distinct waiting stacks at most.
    public static final int MAX_SAMPLES = 100_000;

    /// One stack and what was counted for it.
    ///
    /// @param nanos time waited, in ns; 0 in goroutine profiles
    /// @param count how often, or how many goroutines
    /// @param calls innermost first; arguments are never in a profile
    /// @param lines from the record to its last frame
    public record Sample(double nanos, long count, List<Call> calls, LineRange lines) {

        /// Whether a frame of it is as wanted.
        public boolean passes(Predicate<String> function) {
            return calls.stream().anyMatch(call -> function.test(call.frame().function()));
        }
    }

    public Profile {
        samples = List.copyOf(samples);
    }

    /// What a sample weighs: time where there is one, else the number.
    public double weight(Sample sample) {
        return type == ProfileReport.Type.GOROUTINE ? sample.count() : sample.nanos();
    }

    /// Sum of all weights: ns, or goroutines.
    public double total() {
        return samples.stream().mapToDouble(this::weight).sum();
    }

    /// Share of the weight of samples that pass through such a function, 0–1.
    public double share(Predicate<String> function) {
        double total = total();
        return total == 0
                ? 0
                : samples.stream().filter(s -> s.passes(function)).mapToDouble(this::weight).sum() / total;
    }
}
