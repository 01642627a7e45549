package dev.maptriage.hmap;

import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RuntimeFault.Panic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What both engines are to their callers: operations by `long` and by object, led to one function each for access,
/// assign and delete.
///
/// The operations that have short paths are left to the engines: a call more between the caller and such a path is a
/// seventh of its cost.
public abstract class EngineMap implements GoMap {

    protected static final String CONCURRENT_WRITES = "concurrent map writes";
    protected static final String CONCURRENT_READ = "concurrent map read and map write";
    protected static final String CONCURRENT_CLONE = "concurrent map clone and map write";
    protected static final String NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference";
    /// More than this no allocation of the runtime may ask for.
    protected static final long MAX_ALLOC = 1L << 48;

    protected final MapSetup setup;
    protected final GoVersion version;
    protected final KeyKind kind;
    protected final Hasher hasher;
    protected final @Nullable StepListener listener;
    /// Keys are `long`s that are equal exactly when their bits are.
    protected final boolean plain;
    /// Plain keys and no listener.
    protected final boolean unwatched;
    /// The short paths apply: keys that are plain or strings, and no listener.
    protected final boolean quick;
    protected final boolean objectKeys;
    protected final boolean fast;
    protected final String fnAssign;
    protected final String fnAccess1;
    protected final String fnAccess2;
    protected final String fnDelete;
    /// The hasher, if it is the usual one of plain keys or strings: a class known to the compiler.
    private final @Nullable MemHasher bits;

    protected EngineMap(MapSetup setup) {
        this.setup = setup;
        this.version = setup.version();
        this.kind = setup.kind();
        this.hasher = setup.hasher();
        this.listener = setup.listener();
        this.plain = kind.comparesBits();
        this.unwatched = plain && listener == null;
        this.quick = unwatched || (kind == KeyKind.STRING && listener == null);
        this.objectKeys = kind.objectKeys();
        this.fast = kind.fast();
        this.fnAssign = kind.assignFunction();
        this.fnAccess1 = kind.function("mapaccess1");
        this.fnAccess2 = kind.function("mapaccess2");
        this.fnDelete = kind.function("mapdelete");
        this.bits = (plain || kind == KeyKind.STRING) && hasher instanceof MemHasher mem ? mem : null;
    }

    /// The access functions: points `out` to the element, if there is one, and returns the element or 0.
    protected abstract long mapaccess(long key, @Nullable Object ref, @Nullable Elem out, String fn);

    /// The assign functions up to the return of the element's address; without `out` the caller's store is done at once.
    protected abstract void mapassign(long key, @Nullable Object ref, @Nullable Elem out, long value);

    /// The delete functions.
    protected abstract void mapdelete(long key, @Nullable Object ref);

    @Override
    public final MapSetup setup() {
        return setup;
    }

    @Override
    public final long len() {
        StepListener l = listener;
        if (l != null) {
            step(l, "len", StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(count(), count());
        }
        return count();
    }

    @Override
    public final boolean find(long key, Elem elem) {
        mapaccess(key, null, elem, fnAccess2);
        return elem.present();
    }

    @Override
    public final boolean find(Object key, Elem elem) {
        mapaccess(keyWord(key), key, elem, fnAccess2);
        return elem.present();
    }

    @Override
    public final void assign(long key, Elem elem) {
        mapassign(key, null, elem, 0);
    }

    @Override
    public final void assign(Object key, Elem elem) {
        mapassign(keyWord(key), key, elem, 0);
    }

    /// `m[key]`, the caller's load of the element included.
    protected final long access(long key, @Nullable Object ref) {
        StepListener l = listener;
        if (l == null) {
            return mapaccess(key, ref, null, fnAccess1);
        }
        Elem elem = new Elem();
        mapaccess(key, ref, elem, fnAccess1);
        if (elem.present()) {
            l.step(elem.step(StepAction.LOAD_ELEM));
            l.saw(elem.get(), elem.get());
        }
        return elem.get();
    }

    /// `m[key] = value`, the caller's store of the element included.
    protected final void store(long key, @Nullable Object ref, long value) {
        StepListener l = listener;
        if (l == null) {
            mapassign(key, ref, null, value);
            return;
        }
        Elem elem = new Elem();
        mapassign(key, ref, elem, 0);
        l.step(elem.step(StepAction.STORE_ELEM));
        l.saw(elem.get(), value);
        elem.set(value);
    }

    /// The number of entries, as it stands in memory now.
    protected abstract long count();

    /// Whether keys are hashed by their bits, with no one who counts the hashes.
    protected final boolean hashesBits() {
        return bits != null;
    }

    /// The hash of a plain key or, if there is one, of a string, computed inline if the release does so. Where the string
    /// is known to be null, the compiler drops it.
    protected final long quickHash(long key, @Nullable String string, long seed, boolean inline) {
        MemHasher mem = bits;
        if (mem != null) {
            return mem.hashBits(string == null ? key : string.hashCode(), seed);
        }
        if (string == null) {
            return inline ? hasher.inlineHash(key, seed) : hasher.hash(key, seed);
        }
        return inline ? hasher.inlineHash(string, seed) : hasher.hash(string, seed);
    }

    /// Objects have their length beside them if they are strings, as Go's string headers do.
    protected final long keyWord(Object key) {
        return kind == KeyKind.STRING ? ((String) key).length() : 0;
    }

    protected final void refuseUnhashable(@Nullable Object key, String fn, boolean empty) {
        if (objectKeys && key instanceof UnhashableKey unhashable) {
            String type = unhashable.type();
            throw new Panic(empty ? version.unhashableOnEmpty(type) : version.unhashable(type),
                    new MapStep(fn, StepAction.HASH, Field.SEED));
        }
    }

    /// The equality of keys that are not plain.
    protected final boolean equalKeys(long stored, @Nullable Object storedRef, long key, @Nullable Object ref) {
        if (kind == KeyKind.STRING) {
            return stored == key && Objects.equals(ref, storedRef);
        }
        if (kind == KeyKind.FLOAT64) {
            return Double.longBitsToDouble(stored) == Double.longBitsToDouble(key);
        }
        if (storedRef instanceof Double x && ref instanceof Double y) {
            return x.doubleValue() == y.doubleValue();
        }
        return stored == key && Objects.equals(storedRef, ref);
    }

    /// Whether a key equals itself: all but NaNs do.
    public final boolean equalsItself(long key, @Nullable Object ref) {
        return equalKeys(key, ref, key, ref);
    }

    /// Whether two strings of one length start and end with the same `n` characters: what the functions for strings look
    /// at before they compare long ones.
    protected static boolean looksAlike(String one, String other, int n) {
        int end = one.length() - n;
        return one.regionMatches(0, other, 0, n) && one.regionMatches(end, other, end, n);
    }

    /// A step on a field of the map itself.
    public static void step(StepListener l, String fn, StepAction action, Field field) {
        l.step(new MapStep(fn, action, field));
    }

    /// The step that precedes a store to a field of the map itself.
    protected static void store(@Nullable StepListener l, String fn, StepAction action, Field field, long was,
            long becomes) {
        if (l != null) {
            step(l, fn, action, field);
            l.saw(was, becomes);
        }
    }

    public static Panic nilDereference(String fn, StepAction action, Field field) {
        return new Panic(NIL_DEREFERENCE, new MapStep(fn, action, field));
    }
}
