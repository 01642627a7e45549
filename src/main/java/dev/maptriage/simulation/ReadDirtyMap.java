package dev.maptriage.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `sync.Map` up to Go 1.23: a read-only map behind an atomic pointer, and a dirty map with the new keys behind a mutex,
/// which takes the read-only map's place after enough misses. Both share their entries, which change by compare-and-swap.
///
/// The dirty map is only touched under the mutex, and therefore has no steps of its own.
final class ReadDirtyMap implements SyncMap {

    private static final String MU = "m.mu";
    private static final String READ = "m.read";
    /** An entry without a value. */
    private static final long NIL = 0;
    /** An entry without a value that is missing in the dirty map. */
    private static final long EXPUNGED = -1;

    private final boolean clears;
    private Map<Object, Entry> read;
    private boolean amended;
    private @Nullable Map<Object, Entry> dirty;
    private int misses;

    /// What both maps hold of a key.
    private static final class Entry {

        private final Object key;
        private long p;

        Entry(Object key, long p) {
            this.key = key;
            this.p = p;
        }

        private boolean gone() {
            return p == NIL || p == EXPUNGED;
        }
    }

    /// @param clears whether there is a Clear method (from Go 1.23 on)
    ReadDirtyMap(Map<Object, Long> initial, boolean clears) {
        this.clears = clears;
        this.read = new LinkedHashMap<>();
        initial.forEach((k, v) -> read.put(k, new Entry(k, v)));
    }

    @Override
    public long load(World world, Object key) {
        String fn = "sync.(*Map).Load";
        Entry e = readEntry(world, fn, key);
        if (e == null && amended) {
            world.locks().lock(world, MU);
            e = readEntry(world, fn, key);
            if (e == null && amended) {
                e = dirty().get(key);
                missLocked(world, fn);
            }
            world.locks().unlock(MU);
        }
        if (e == null) {
            return 0;
        }
        atomic(world, fn, SyncAction.ATOMIC_LOAD, e);
        return e.gone() ? 0 : e.p;
    }

    @Override
    public void store(World world, Object key, long value) {
        String fn = "sync.(*Map).Swap";
        Entry e = readEntry(world, fn, key);
        if (e != null && swapUnlessExpunged(world, fn, e, value)) {
            return;
        }
        world.locks().lock(world, MU);
        e = readEntry(world, fn, key);
        if (e != null) {
            atomic(world, fn, SyncAction.COMPARE_AND_SWAP, e);
            if (e.p == EXPUNGED) {
                e.p = NIL;
                dirty().put(key, e);
            }
            swapLocked(world, fn, e, value);
        } else if (dirty != null && dirty.containsKey(key)) {
            swapLocked(world, fn, Objects.requireNonNull(dirty().get(key)), value);
        } else {
            if (!amended) {
                dirtyLocked(world, fn);
                atomic(world, fn, SyncAction.ATOMIC_STORE, READ, () -> "amended");
                amended = true;
            }
            dirty().put(key, new Entry(key, value));
        }
        world.locks().unlock(MU);
    }

    private boolean swapUnlessExpunged(World world, String fn, Entry e, long value) {
        for (;;) {
            atomic(world, fn, SyncAction.ATOMIC_LOAD, e);
            long was = e.p;
            if (was == EXPUNGED) {
                return false;
            }
            atomic(world, fn, SyncAction.COMPARE_AND_SWAP, e);
            if (e.p == was) {
                e.p = value;
                return true;
            }
        }
    }

    private static void swapLocked(World world, String fn, Entry e, long value) {
        atomic(world, fn, SyncAction.ATOMIC_STORE, e);
        e.p = value;
    }

    @Override
    public void delete(World world, Object key) {
        String fn = "sync.(*Map).LoadAndDelete";
        Entry e = readEntry(world, fn, key);
        if (e == null && amended) {
            world.locks().lock(world, MU);
            e = readEntry(world, fn, key);
            if (e == null && amended) {
                e = dirty().remove(key);
                missLocked(world, fn);
            }
            world.locks().unlock(MU);
        }
        while (e != null) {
            atomic(world, fn, SyncAction.ATOMIC_LOAD, e);
            long was = e.p;
            if (e.gone()) {
                return;
            }
            atomic(world, fn, SyncAction.COMPARE_AND_SWAP, e);
            if (e.p == was) {
                e.p = NIL;
                return;
            }
        }
    }

    @Override
    public Contents range(World world) {
        String fn = "sync.(*Map).Range";
        readEntry(world, fn, fn);
        if (amended) {
            world.locks().lock(world, MU);
            readEntry(world, fn, fn);
            if (amended) {
                promote(world, fn);
            }
            world.locks().unlock(MU);
        }
        Map<Object, Entry> walked = read;
        Map<Object, Long> seen = new HashMap<>();
        for (Entry e : walked.values()) {
            atomic(world, fn, SyncAction.ATOMIC_LOAD, e);
            if (!e.gone()) {
                seen.put(e.key, e.p);
            }
        }
        return Contents.of(seen, false);
    }

    @Override
    public void clear(World world) {
        if (!clears) {
            Set<Object> keys = new HashSet<>(range(world).entries().keySet());
            keys.forEach(k -> delete(world, k));
            return;
        }
        String fn = "sync.(*Map).Clear";
        readEntry(world, fn, fn);
        if (read.isEmpty() && !amended) {
            return;
        }
        world.locks().lock(world, MU);
        readEntry(world, fn, fn);
        if (!read.isEmpty() || amended) {
            atomic(world, fn, SyncAction.ATOMIC_STORE, READ, () -> "empty");
            read = new LinkedHashMap<>();
            amended = false;
        }
        dirty = null;
        misses = 0;
        world.locks().unlock(MU);
    }

    private @Nullable Entry readEntry(World world, String fn, Object key) {
        atomic(world, fn, SyncAction.ATOMIC_LOAD, READ, () -> amended ? "amended" : "complete");
        return read.get(key);
    }

    private void missLocked(World world, String fn) {
        misses++;
        if (misses >= dirty().size()) {
            promote(world, fn);
        }
    }

    private void promote(World world, String fn) {
        atomic(world, fn, SyncAction.ATOMIC_STORE, READ, () -> "the dirty map");
        read = dirty();
        amended = false;
        dirty = null;
        misses = 0;
    }

    private void dirtyLocked(World world, String fn) {
        if (dirty != null) {
            return;
        }
        Map<Object, Entry> fresh = new LinkedHashMap<>();
        for (Entry e : read.values()) {
            atomic(world, fn, SyncAction.COMPARE_AND_SWAP, e);
            if (e.p == NIL) {
                e.p = EXPUNGED;
            }
            if (e.p != EXPUNGED) {
                fresh.put(e.key, e);
            }
        }
        dirty = fresh;
    }

    private Map<Object, Entry> dirty() {
        Map<Object, Entry> d = dirty;
        if (d == null) {
            throw new IllegalStateException("there is no dirty map");
        }
        return d;
    }

    /// An access to an entry; says what was there.
    private static void atomic(World world, String fn, SyncAction action, Entry e) {
        atomic(world, fn, action, "entry " + e.key,
                () -> e.p == NIL ? "nil" : e.p == EXPUNGED ? "expunged" : Long.toString(e.p));
    }

    private static void atomic(World world, String fn, SyncAction action, String place, Supplier<String> value) {
        world.stage().step(-1, new SyncStep(fn, action, place));
        world.stage().saw(value);
    }

    @Override
    public Map<Object, Long> content() {
        Map<Object, Long> out = new HashMap<>();
        Map<Object, Entry> all = new HashMap<>(read);
        if (amended) {
            all.putAll(dirty());
        }
        all.values().stream().filter(e -> !e.gone()).forEach(e -> out.put(e.key, e.p));
        return out;
    }
}
