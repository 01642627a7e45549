package dev.maptriage.hmap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys and elems of buckets or groups, eight to each, as both engines keep them: each elem beside its key.
///
/// ```
/// mem[16 g + 2i], + 1     key (the number, or of a string its length) and elem of cell i of bucket or group g
/// refs[8 g + i]           the key of that cell where keys are objects; empty where they are not
/// ```
///
/// The marks that say which cells are filled are the engines' own.
public abstract class Entries {

    /// Keys and elems of a bucket or group, in words.
    public static final int WORDS = 16;
    public static final int CELLS = 8;

    private static final @Nullable Object[] NO_REFS = {};

    public final long[] mem;
    public final @Nullable Object[] refs;

    /// @param groups how many buckets or groups
    protected Entries(int groups, boolean objectKeys) {
        this.mem = new long[groups * WORDS];
        this.refs = objectKeys ? new Object[groups * CELLS] : NO_REFS;
    }

    /// The same entries.
    protected Entries(Entries from) {
        this.mem = from.mem.clone();
        this.refs = from.refs.length == 0 ? NO_REFS : from.refs.clone();
    }

    /// The word of a cell's key; the elem is the next one.
    public static int keyAt(int g, int i) {
        return g * WORDS + 2 * i;
    }

    /// The word of the elem of the first cell of a set, where cell i is bit 8i + 7. The key is the word before it.
    public static int elemAt(int g, long set) {
        return g * WORDS | Long.numberOfTrailingZeros(set) >>> 2;
    }

    /// Whether the key before this elem is that number or, if there is one, that string.
    public final boolean holds(int elemAt, long key, @Nullable String string) {
        return string == null ? mem[elemAt - 1] == key : string.equals(refs[elemAt >> 1]);
    }

    /// Stores an elem and the key before it: a number, or the length of the string beside it.
    public final void put(int elemAt, long key, @Nullable String string, long value) {
        mem[elemAt - 1] = key;
        mem[elemAt] = value;
        if (string != null) {
            refs[elemAt >> 1] = string;
        }
    }

    public final long key(int g, int i) {
        return mem[keyAt(g, i)];
    }

    public final void setKey(int g, int i, long key) {
        mem[keyAt(g, i)] = key;
    }

    /// Stores a key: a number, an object, or a string with its length.
    public final void setKey(int g, int i, long key, @Nullable Object ref) {
        setKey(g, i, key);
        setRef(g, i, ref);
    }

    public final @Nullable Object ref(int g, int i) {
        return refs.length == 0 ? null : refs[g * CELLS + i];
    }

    public final void setRef(int g, int i, @Nullable Object ref) {
        if (refs.length != 0) {
            refs[g * CELLS + i] = ref;
        }
    }

    public final long elem(int g, int i) {
        return mem[keyAt(g, i) + 1];
    }

    public final void setElem(int g, int i, long elem) {
        mem[keyAt(g, i) + 1] = elem;
    }

    /// Wipes the entries of one bucket or group.
    protected final void wipeEntries(int g) {
        Arrays.fill(mem, g * WORDS, (g + 1) * WORDS, 0);
        if (refs.length != 0) {
            Arrays.fill(refs, g * CELLS, (g + 1) * CELLS, null);
        }
    }
}
