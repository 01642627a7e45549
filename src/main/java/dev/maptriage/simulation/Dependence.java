package dev.maptriage.simulation;

import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.MapStep.Access;
import dev.maptriage.hmap.StepAction;

/// Which steps may not be exchanged, because what one sees depends on the other.
///
/// Errs on the side of dependence: two steps that are said to be independent can be taken in either order without any
/// difference to either goroutine or to the map.
final class Dependence {

    private Dependence() {}

    /// @param mapOfA the map of step a, -1 if it is a [SyncStep]
    /// @param mapOfB the map of step b, -1 if it is a [SyncStep]
    static boolean between(Object a, int mapOfA, Object b, int mapOfB) {
        if (a instanceof MapStep x && b instanceof MapStep y) {
            return mapOfA == mapOfB && between(x, y);
        }
        return a instanceof SyncStep x && b instanceof SyncStep y && x.conflictsWith(y);
    }

    private static boolean between(MapStep a, MapStep b) {
        if (!writes(a) && !writes(b)) {
            // Steps that only read look at more than they name, but change nothing.
            return false;
        }
        return a.conflictsWith(b) || looksAround(a) || looksAround(b) || readsBeside(a, b) || readsBeside(b, a);
    }

    private static boolean writes(MapStep step) {
        // An iterator's snapshot draws from the map's random numbers.
        return step.action().access() == Access.WRITE || step.action() == StepAction.SNAPSHOT;
    }

    /// Steps after which the code reads, before its next step, places that no step of its own names.
    private static boolean looksAround(MapStep step) {
        if (step.action() == StepAction.STORE_GROWTH_LEFT || step.action() == StepAction.STORE_TABLE_USED) {
            // A delete then looks whether the map is empty.
            return true;
        }
        return switch (step.function()) {
            // Iterators and clones read keys, elements, flags and sizes along with the marks.
            case "runtime.mapiterinit", "runtime.mapiternext", "runtime.mapIterStart", "runtime.mapIterNext",
                    "runtime.mapaccessK", "runtime.mapclone2", "internal/runtime/maps.(*Map).Clone",
                    "internal/runtime/maps.(*Map).getWithKey" ->
                true;
            // Growth reads whole entries, and the flags that say what kind of growth it is.
            default -> Growth.isPart(step);
        };
    }

    /// A search that reads marks looks at the lengths of strings beside them, and one that looks for old buckets at the
    /// flags and the size.
    private static boolean readsBeside(MapStep reader, MapStep writer) {
        return switch (reader.action()) {
            case PROBE -> writer.field() == MapStep.Field.KEY && reader.storage() == writer.storage()
                    && reader.index() == writer.index();
            case LOAD_OLDBUCKETS -> writer.field() == MapStep.Field.FLAGS || writer.field() == MapStep.Field.SIZE;
            default -> false;
        };
    }
}
