package dev.maptriage.reproduction;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.maptriage.simulation.Change;
import dev.maptriage.simulation.Corruption;
import dev.maptriage.simulation.Lane;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.MapSnapshot;
import dev.maptriage.simulation.OutcomeType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came out of a simulation: stored once, sent as it is, drawn by the player.
///
/// @param implementation which of Go's maps: `CLASSIC`, `SWISS`
/// @param outcome        how the witness ends
/// @param exploration    how all other schedules end; null for a convoy
/// @param outcomes       all ends that were seen, most frequent first
/// @param goroutines     what each goroutine does, as Go source
/// @param start          the map before the first step; null for a convoy
/// @param steps          of the witness, in order
/// @param contention     the convoy; null for a witness
/// @param millis         how long it took to compute
public record SimulationResult(String implementation, boolean reproduced, Outcome outcome,
        @Nullable Exploration exploration, List<OutcomeShare> outcomes, List<GoroutineProgram> goroutines,
        @Nullable MapState start, List<Step> steps, LockConvoy.@Nullable ConvoyResult contention, double millis) {

    public SimulationResult {
        outcomes = List.copyOf(outcomes);
        goroutines = List.copyOf(goroutines);
        steps = List.copyOf(steps);
    }

    /// How a run ends.
    ///
    /// @param message     what the runtime says; null if it says nothing
    /// @param corruptions what is wrong without anybody noticing, the heaviest first
    /// @param goroutine   that failed, from 1; 0 if none did
    /// @param function    the runtime function that noticed; null if none did
    /// @param step        at which it ends
    public record Outcome(OutcomeType type, @Nullable String message, List<Corruption> corruptions, int goroutine,
            @Nullable String function, int step) {}

    /// How schedules end.
    ///
    /// @param exhaustive      whether every schedule within the bound is counted; else they were drawn uniformly
    /// @param preemptionBound how often a schedule takes the turn from a goroutine that could go on, at most; null for
    ///                        as often as it likes
    /// @param fatal           the runtime notices
    /// @param silent          nobody notices, and something is wrong
    /// @param benign          nobody notices, and nothing is wrong
    /// @param separate        those of the benign ones in which nothing overlapped
    /// @param complete        whether there is no end that was not seen
    /// @param runs            how many runs were made
    public record Exploration(long schedules, boolean exhaustive, @Nullable Integer preemptionBound, long fatal,
            long silent, long benign, long separate, boolean complete, long runs, double millis) {}

    /// How many schedules end in one way.
    ///
    /// @param action the step that noticed; null if none did
    public record OutcomeShare(OutcomeType type, @Nullable String message, List<Corruption> corruptions, int goroutine,
            @Nullable String action, long schedules) {}

    /// What a goroutine does.
    public record GoroutineProgram(int goroutine, List<String> calls) {}

    /// One step and the world after it.
    ///
    /// @param n       its number, from 1
    /// @param call    the Go source of the call it belongs to
    /// @param action  what it does
    /// @param detail  what it read and wrote
    /// @param changes what is different in the map
    /// @param shared  locks and variables, by name
    /// @param lanes   the goroutines, by number
    /// @param fails   whether this step raises the fault
    public record Step(int n, int goroutine, String call, String function, String action, String detail,
            MapState map, List<Change> changes, Map<String, String> shared, List<Lane> lanes, boolean fails) {}

    /// A map at one moment. Members that its kind does not have are left out; a nil map has a count only.
    ///
    /// @param name       the Go expression of the map
    /// @param nil        whether there is no map
    /// @param flags      classic: 1 iterator, 2 oldIterator, 4 hashWriting, 8 sameSizeGrow; Swiss: `writing`
    /// @param entries    of a container that is no built-in map, such as a `sync.Map`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MapState(String name, boolean nil, long count, @Nullable Integer flags,
            @JsonProperty("B") @Nullable Integer B, @Nullable Integer noverflow, @Nullable Long nevacuate,
            @Nullable Integer freeOverflow, @Nullable String hash0, MapSnapshot.@Nullable Buckets buckets,
            MapSnapshot.@Nullable Buckets oldbuckets, @Nullable Integer writing, @Nullable Integer dirLen,
            @Nullable Integer globalDepth, @Nullable Boolean tombstonePossible, @Nullable String seed,
            MapSnapshot.@Nullable Cells small, @Nullable List<Integer> directory,
            @Nullable List<MapSnapshot.Table> tables, @Nullable Long clearSeq,
            @Nullable Map<String, String> entries) {

        /// Whether it is a classic map that has been made.
        public boolean classic() {
            return B != null;
        }

        /// Whether it is a Swiss map that has been made.
        public boolean swiss() {
            return dirLen != null;
        }

        static MapState of(MapSnapshot map) {
            MapSnapshot.Classic h = map.classic();
            MapSnapshot.Swiss m = map.swiss();
            if (h != null) {
                return new MapState(map.name(), false, map.count(), h.flags(), h.B(), h.noverflow(), h.nevacuate(),
                        h.freeOverflow(), h.hash0(), h.buckets(), h.oldbuckets(), null, null, null, null, null, null,
                        null, null, h.clearSeq(), null);
            }
            if (m != null) {
                return new MapState(map.name(), false, map.count(), m.writing(), null, null, null, null, null, null,
                        null, m.writing(), m.dirLen(), m.globalDepth(), m.tombstonePossible(), m.seed(), m.small(),
                        m.directory(), m.tables(), m.clearSeq(), null);
            }
            return new MapState(map.name(), map.entries() == null, map.count(), null, null, null, null, null, null,
                    null, null, null, null, null, null, null, null, null, null, null, map.entries());
        }
    }
}
