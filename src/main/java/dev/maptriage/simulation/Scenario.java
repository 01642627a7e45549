package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A small program to be run under all interleavings: a map, and goroutines that use it.
///
/// @param name       as in the [Catalogue], or `incident`
/// @param map        the map before the goroutines start
/// @param programs   one per goroutine
/// @param guard      what keeps the goroutines apart
/// @param seed       of hashes, iteration orders and samples: the same seed gives the same result
/// @param parameters those it was made with, by name
/// @param target     the end that is wanted; null: any failure
public record Scenario(String name, GoVersion version, KeyKind keyKind, InitialMap map, List<Program> programs,
        Guard guard, long seed, Map<String, String> parameters, @Nullable Target target) {

    /// The end that a witness is wanted for.
    ///
    /// @param message    what the runtime says, without `panic: ` or `fatal error: `; null if it says nothing
    /// @param corruption what is wrong without anybody noticing; null if any
    /// @param goroutine  which goroutine had best be the one that fails, from 1; 0 if any
    /// @param growing    whether a goroutine had best be in a growth of the map when it happens
    public record Target(OutcomeType type, @Nullable String message, @Nullable Corruption corruption,
            int goroutine, boolean growing) {

        /// A message, whether panic or fatal error.
        public static Target message(String text) {
            return new Target(OutcomeType.FATAL_ERROR, text, null, 0, false);
        }

        boolean matches(Outcome outcome) {
            if (message != null) {
                return outcome.type().noticed() && message.equals(outcome.message());
            }
            return outcome.type() == type && (corruption == null || outcome.corruptions().contains(corruption));
        }
    }

    /// What an incident knows of the crash.
    ///
    /// @param operation   of the goroutine that crashed
    /// @param counterpart of the other goroutine
    /// @param growing     whether a goroutine was in a growth
    /// @param message     what the runtime said, without `panic: ` or `fatal error: `; null if it is not known
    public record Facts(Operation operation, Operation counterpart, KeyKind keyKind, GoVersion version,
            boolean growing, @Nullable String message, long seed) {}

    /// The scenario that explains a crash, to be explored for its message.
    public static Scenario of(Facts facts) {
        return Catalogue.explaining(facts);
    }

    /// Which map the release has.
    public Implementation implementation() {
        return Implementation.of(version);
    }

    /// The same with another wish.
    public Scenario aimedAt(@Nullable Target wanted) {
        return new Scenario(name, version, keyKind, map, programs, guard, seed, parameters, wanted);
    }
}
