package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.NilMap;
import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.classic.ClassicState;
import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A map at one moment, as it is to be drawn: exactly one of the parts is there, none for a nil map.
///
/// Of an array of more than [#SHOWN] buckets or groups only those are listed that the run touches; the others are
/// elided, and `size` says how many there are.
///
/// @param name    the Go expression of the map
/// @param count   `len` of the map
/// @param writing whether the writer's mark is set
/// @param entries the content of a container that is no built-in map (`sync.Map`), key to element
public record MapSnapshot(String name, long count, boolean writing, @Nullable Classic classic, @Nullable Swiss swiss,
        @Nullable Map<String, String> entries) {

    /** How many buckets or groups of an array are listed before some are left out. */
    public static final int SHOWN = 16;

    private static final int CELLS = 8;
    private static final int HASH_WRITING = 4;

    /// The fields of `runtime.hmap`.
    ///
    /// @param flags        1 iterator, 2 oldIterator, 4 hashWriting, 8 sameSizeGrow
    /// @param freeOverflow preallocated overflow buckets that are left
    /// @param hash0        in hex
    /// @param buckets      null before the first assign
    /// @param oldbuckets   null when the map is not growing
    public record Classic(int flags, int B, int noverflow, long nevacuate, int freeOverflow, long clearSeq,
            String hash0, @Nullable Buckets buckets, @Nullable Buckets oldbuckets) {}

    /// An array of buckets.
    ///
    /// @param size   how many main buckets it has
    /// @param chains those that are shown
    public record Buckets(int size, List<Chain> chains) {}

    /// A main bucket and its overflow buckets.
    public record Chain(int index, List<Cells> buckets) {}

    /// Eight cells or slots: a bucket or a group.
    ///
    /// @param marks tophash or control bytes
    /// @param keys  null where the cell holds no entry
    /// @param elems null where the cell holds no entry
    public record Cells(List<Integer> marks, List<@Nullable String> keys, List<@Nullable String> elems) {}

    /// The fields of `maps.Map`.
    ///
    /// @param seed      in hex
    /// @param small     the only group of a small map; null once there are tables, and before the first assign
    /// @param directory per entry the position of its table in `tables`
    public record Swiss(int writing, int dirLen, int globalDepth, boolean tombstonePossible, long clearSeq,
            String seed, @Nullable Cells small, List<Integer> directory, List<Table> tables) {}

    /// A table.
    ///
    /// @param serial tells tables apart over the life of the map
    /// @param size   how many groups it has
    /// @param groups those that are shown
    public record Table(int serial, int index, int localDepth, int capacity, int used, int growthLeft, int size,
            List<Group> groups) {}

    /// A group of a table.
    public record Group(int index, Cells cells) {}

    /// @param touched the buckets or groups that must not be elided
    static MapSnapshot of(String name, GoMap map, IntPredicate touched) {
        return switch (map) {
            case ClassicMap m -> classic(name, m, touched);
            case SwissMap m -> swiss(name, m, touched);
            case NilMap m -> new MapSnapshot(name, m.len(), false, null, null, null);
            default -> throw new IllegalArgumentException("no snapshot of a " + map.getClass().getSimpleName());
        };
    }

    /// A container that is no built-in map.
    static MapSnapshot of(String name, KeyKind kind, Map<Object, Long> content) {
        Map<String, String> entries = new TreeMap<>();
        content.forEach((k, v) -> entries.put(MapKeys.show(kind, k), Long.toString(v)));
        return new MapSnapshot(name, content.size(), false, null, null, entries);
    }

    private static MapSnapshot classic(String name, ClassicMap map, IntPredicate touched) {
        ClassicState state = map.state();
        ClassicState.Header h = state.header();
        KeyKind kind = map.setup().kind();
        Classic classic = new Classic(h.flags(), h.B(), h.noverflow(), h.nevacuate(), h.freeOverflow(), h.clearSeq(),
                String.format("%08x", h.hash0()), buckets(kind, state.buckets(), touched),
                buckets(kind, state.oldbuckets(), touched));
        return new MapSnapshot(name, h.count(), (h.flags() & HASH_WRITING) != 0, classic, null, null);
    }

    private static @Nullable Buckets buckets(KeyKind kind, @Nullable List<ClassicState.Chain> chains,
            IntPredicate touched) {
        if (chains == null) {
            return null;
        }
        List<Chain> shown = shown(chains.size(), touched).mapToObj(b -> new Chain(b,
                chains.get(b).buckets().stream().map(c -> bucket(kind, c)).toList())).toList();
        return new Buckets(chains.size(), shown);
    }

    private static Cells bucket(KeyKind kind, ClassicState.Bucket bucket) {
        @Nullable
        String[] keys = new String[CELLS];
        @Nullable
        String[] elems = new String[CELLS];
        for (ClassicState.Cell cell : bucket.cells()) {
            keys[cell.cell()] = MapKeys.show(kind, cell.key());
            elems[cell.cell()] = Long.toString(cell.elem());
        }
        return new Cells(bytes(bucket.tophash()), Arrays.asList(keys), Arrays.asList(elems));
    }

    private static MapSnapshot swiss(String name, SwissMap map, IntPredicate touched) {
        SwissState state = map.state();
        SwissState.Header h = state.header();
        KeyKind kind = map.setup().kind();
        List<Table> tables = state.tables().stream().map(t -> table(kind, t, touched)).toList();
        Cells small = state.small() == null ? null : group(kind, state.small());
        Swiss swiss = new Swiss(h.writing(), h.dirLen(), h.globalDepth(), h.tombstonePossible(), h.clearSeq(),
                String.format("%016x", h.seed()), small, state.directory(), tables);
        return new MapSnapshot(name, h.used(), h.writing() != 0, null, swiss, null);
    }

    private static Table table(KeyKind kind, SwissState.TableState table, IntPredicate touched) {
        SwissState.TableFacts f = table.facts();
        List<Group> groups = shown(table.groups().size(), touched)
                .mapToObj(g -> new Group(g, group(kind, table.groups().get(g)))).toList();
        return new Table(f.serial(), f.index(), f.localDepth(), f.capacity(), f.used(), f.growthLeft(),
                table.groups().size(), groups);
    }

    private static Cells group(KeyKind kind, SwissState.Group group) {
        @Nullable
        String[] keys = new String[CELLS];
        @Nullable
        String[] elems = new String[CELLS];
        for (SwissState.Slot slot : group.slots()) {
            keys[slot.slot()] = MapKeys.show(kind, slot.key());
            elems[slot.slot()] = Long.toString(slot.elem());
        }
        return new Cells(bytes(group.ctrls()), Arrays.asList(keys), Arrays.asList(elems));
    }

    private static IntStream shown(int size, IntPredicate touched) {
        IntStream all = IntStream.range(0, size);
        return size <= SHOWN ? all : all.filter(touched).limit(2L * SHOWN);
    }

    private static List<Integer> bytes(long word) {
        List<Integer> bytes = new ArrayList<>(CELLS);
        for (int i = 0; i < CELLS; i++) {
            bytes.add((int) (word >>> (i << 3)) & 0xff);
        }
        return List.copyOf(bytes);
    }

    /// What is different in `after`, field by field and cell by cell.
    static List<Change> changes(MapSnapshot before, MapSnapshot after) {
        if (before.equals(after)) {
            return List.of();
        }
        Map<String, String> was = before.flat();
        Map<String, String> is = after.flat();
        List<Change> changes = new ArrayList<>();
        was.forEach((place, value) -> {
            String now = is.getOrDefault(place, "");
            if (!now.equals(value)) {
                changes.add(new Change(place, value, now));
            }
        });
        is.forEach((place, value) -> {
            if (!was.containsKey(place)) {
                changes.add(new Change(place, "", value));
            }
        });
        return List.copyOf(changes);
    }

    private Map<String, String> flat() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put(swiss == null ? "count" : "used", Long.toString(count));
        if (classic != null) {
            flat(out, classic);
        }
        if (swiss != null) {
            flat(out, swiss);
        }
        if (entries != null) {
            entries.forEach((k, v) -> out.put("[" + k + "]", v));
        }
        return out;
    }

    private static void flat(Map<String, String> out, Classic h) {
        out.put("flags", Integer.toString(h.flags));
        out.put("B", Integer.toString(h.B));
        out.put("noverflow", Integer.toString(h.noverflow));
        out.put("hash0", h.hash0);
        out.put("nevacuate", Long.toString(h.nevacuate));
        out.put("nextOverflow", Integer.toString(h.freeOverflow));
        out.put("clearSeq", Long.toString(h.clearSeq));
        flat(out, "buckets", h.buckets);
        flat(out, "oldbuckets", h.oldbuckets);
    }

    private static void flat(Map<String, String> out, String name, @Nullable Buckets buckets) {
        if (buckets == null) {
            out.put(name, "nil");
            return;
        }
        out.put(name, "[" + buckets.size + "]");
        for (Chain chain : buckets.chains) {
            String at = name + "[" + chain.index + "]";
            for (Cells bucket : chain.buckets) {
                flat(out, at, "tophash", bucket);
                at += ".overflow";
            }
        }
    }

    private static void flat(Map<String, String> out, Swiss m) {
        out.put("seed", m.seed);
        out.put("writing", Integer.toString(m.writing));
        out.put("dirLen", Integer.toString(m.dirLen));
        out.put("globalDepth", Integer.toString(m.globalDepth));
        out.put("tombstonePossible", Boolean.toString(m.tombstonePossible));
        out.put("clearSeq", Long.toString(m.clearSeq));
        if (m.small != null) {
            flat(out, "group", "ctrl", m.small);
        }
        for (int i = 0; i < m.directory.size(); i++) {
            out.put("directory[" + i + "]", "table " + m.tables.get(m.directory.get(i)).serial);
        }
        for (Table t : m.tables) {
            String at = "table " + t.serial;
            out.put(at + ".index", Integer.toString(t.index));
            out.put(at + ".used", Integer.toString(t.used));
            out.put(at + ".growthLeft", Integer.toString(t.growthLeft));
            for (Group g : t.groups) {
                flat(out, at + ".groups[" + g.index + "]", "ctrl", g.cells);
            }
        }
    }

    private static void flat(Map<String, String> out, String at, String marks, Cells cells) {
        for (int i = 0; i < CELLS; i++) {
            String cell = "[" + i + "]";
            out.put(at + "." + marks + cell, String.format("%02x", cells.marks.get(i)));
            String key = cells.keys.get(i);
            String elem = cells.elems.get(i);
            if (key != null && elem != null) {
                out.put(at + ".key" + cell, key);
                out.put(at + ".elem" + cell, elem);
            }
        }
    }
}
