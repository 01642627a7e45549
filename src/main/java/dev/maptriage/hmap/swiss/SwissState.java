package dev.maptriage.hmap.swiss;

import dev.maptriage.hmap.KeyKind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Swiss map at one moment, down to the slot: what the player draws and the transcripts compare.
///
/// @param small     the group of a small map; null before the first assign, and once there are tables
/// @param directory per directory entry the position of its table in `tables`
public record SwissState(Header header, @Nullable Group small, List<Integer> directory, List<TableState> tables) {

    /// The fields of `maps.Map`.
    ///
    /// @param allocated whether `dirPtr` is set
    /// @param tables    how many different tables the directory holds
    public record Header(long used, long seed, int dirLen, int globalDepth, int globalShift, int writing,
            boolean tombstonePossible, long clearSeq, boolean allocated, int tables) {}

    /// The fields of `maps.table`, without its groups.
    ///
    /// @param serial tells tables apart over the life of the map
    public record TableFacts(int serial, int index, int localDepth, int capacity, int used, int growthLeft) {}

    /// A table and its groups.
    public record TableState(TableFacts facts, List<Group> groups) {}

    /// A group.
    ///
    /// @param ctrls the control word, slot 0 in the lowest byte
    /// @param slots the slots that hold an entry
    public record Group(long ctrls, List<Slot> slots) {}

    /// A filled slot.
    ///
    /// @param key a Long (numbers, pointers, float bits) or the key object
    public record Slot(int slot, Object key, long elem) {}

    static SwissState of(SwissMap m) {
        Group small = m.group == null ? null : group(m.setup().kind(), m.group, 0);
        List<Integer> directory = new ArrayList<>();
        List<TableState> tables = new ArrayList<>();
        IdentityHashMap<Table, Integer> ordinals = new IdentityHashMap<>();
        if (m.directory != null) {
            for (Table t : m.directory) {
                Integer ordinal = ordinals.get(t);
                if (ordinal == null) {
                    ordinal = tables.size();
                    ordinals.put(t, ordinal);
                    tables.add(table(m.setup().kind(), t));
                }
                directory.add(ordinal);
            }
        }
        return new SwissState(m.header(), small, directory, tables);
    }

    private static TableState table(KeyKind kind, Table t) {
        List<Group> groups = new ArrayList<>(t.lengthMask + 1);
        for (int g = 0; g <= t.lengthMask; g++) {
            groups.add(group(kind, t, g));
        }
        return new TableState(new TableFacts(t.serial, t.index, t.localDepth, t.capacity, t.used, t.growthLeft),
                groups);
    }

    private static Group group(KeyKind kind, Table t, int g) {
        List<Slot> slots = new ArrayList<>(Table.SLOTS);
        for (long full = CtrlGroup.matchFull(t.ctrls(g)); full != 0; full = CtrlGroup.removeFirst(full)) {
            int i = CtrlGroup.first(full);
            Object ref = t.ref(g, i);
            Object key = !kind.objectKeys() ? (Object) t.key(g, i) : ref == null ? "<nil>" : ref;
            slots.add(new Slot(i, key, t.elem(g, i)));
        }
        return new Group(t.ctrls(g), slots);
    }

    /// The map as text, one line per group.
    public String print() {
        StringBuilder out = new StringBuilder();
        out.append("Map{used: ").append(header.used).append(String.format(", seed: %016x", header.seed))
                .append(", dirLen: ").append(header.dirLen).append(", globalDepth: ").append(header.globalDepth)
                .append(", writing: ").append(header.writing).append(", tombstonePossible: ")
                .append(header.tombstonePossible).append(", clearSeq: ").append(header.clearSeq).append("}\n");
        if (small != null) {
            print(out, "  group ", small);
        }
        if (!directory.isEmpty()) {
            out.append("  directory: ").append(directory).append('\n');
        }
        for (int t = 0; t < tables.size(); t++) {
            TableFacts facts = tables.get(t).facts;
            out.append("  table ").append(t).append("{index: ").append(facts.index).append(", localDepth: ")
                    .append(facts.localDepth).append(", capacity: ").append(facts.capacity).append(", used: ")
                    .append(facts.used).append(", growthLeft: ").append(facts.growthLeft).append("}\n");
            List<Group> groups = tables.get(t).groups;
            for (int g = 0; g < groups.size(); g++) {
                print(out, "    [" + g + "] ", groups.get(g));
            }
        }
        return out.toString();
    }

    private static void print(StringBuilder out, String label, Group group) {
        out.append(label).append(String.format("%016x", Long.reverseBytes(group.ctrls)));
        for (Slot slot : group.slots) {
            out.append("  ").append(slot.slot).append(':').append(slot.key).append('=').append(slot.elem);
        }
        out.append('\n');
    }
}
