package dev.maptriage.hmap;

import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RuntimeFault.Panic;
import org.jspecify.annotations.Nullable;

/// A map variable that was never made: reads as empty, ignores deletes and clears, panics on assignment.
///
/// The nil check is the first thing in every assign function, before the flag and before the hash, so that even an
/// unhashable key gets this panic.
public final class NilMap implements GoMap {

    private static final String ASSIGNMENT = "assignment to entry in nil map";

    private final MapSetup setup;

    public NilMap(MapSetup setup) {
        this.setup = setup;
    }

    @Override
    public MapSetup setup() {
        return setup;
    }

    @Override
    public long len() {
        return 0;
    }

    @Override
    public long get(long key) {
        return 0;
    }

    @Override
    public long get(Object key) {
        refuseUnhashable(key, setup.kind().function("mapaccess1"));
        return 0;
    }

    @Override
    public boolean find(long key, Elem elem) {
        elem.pointToZero();
        return false;
    }

    @Override
    public boolean find(Object key, Elem elem) {
        refuseUnhashable(key, setup.kind().function("mapaccess2"));
        elem.pointToZero();
        return false;
    }

    @Override
    public void assign(long key, Elem elem) {
        throw nilAssignment();
    }

    @Override
    public void assign(Object key, Elem elem) {
        throw nilAssignment();
    }

    @Override
    public void put(long key, long value) {
        throw nilAssignment();
    }

    @Override
    public void put(Object key, long value) {
        throw nilAssignment();
    }

    @Override
    public void delete(long key) {}

    @Override
    public void delete(Object key) {
        refuseUnhashable(key, setup.kind().function("mapdelete"));
    }

    @Override
    public void clear() {}

    @Override
    public MapIterator iterator() {
        return new AtEnd();
    }

    @Override
    public GoMap copy() {
        if (!setup.version().hasClone()) {
            throw new UnsupportedOperationException("maps.Clone does not exist in Go " + setup.version().label());
        }
        return this;
    }

    @Override
    public GoMap replica(MapSetup other) {
        return new NilMap(other);
    }

    @Override
    public void checkInvariants() {}

    @Override
    public String print() {
        return "nil map\n";
    }

    private Panic nilAssignment() {
        return new Panic(ASSIGNMENT,
                new MapStep(setup.kind().assignFunction(), StepAction.LOAD_BUCKETS, Field.BUCKETS));
    }

    private void refuseUnhashable(Object key, String function) {
        if (key instanceof UnhashableKey unhashable) {
            throw new Panic(setup.version().unhashableOnEmpty(unhashable.type()),
                    new MapStep(function, StepAction.HASH, Field.SEED));
        }
    }

    /// The iterator of a nil or empty map.
    private static final class AtEnd implements MapIterator {

        @Override
        public boolean done() {
            return true;
        }

        @Override
        public void next() {
            throw new IllegalStateException("the iterator is at its end");
        }

        @Override
        public long key() {
            throw new IllegalStateException("the iterator is at its end");
        }

        @Override
        public @Nullable Object keyObject() {
            throw new IllegalStateException("the iterator is at its end");
        }

        @Override
        public long value() {
            throw new IllegalStateException("the iterator is at its end");
        }
    }
}
