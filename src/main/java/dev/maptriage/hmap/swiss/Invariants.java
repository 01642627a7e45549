package dev.maptriage.hmap.swiss;

import dev.maptriage.hmap.KeyKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that must hold of a Swiss map between two operations (`internal/runtime/maps/table_debug.go`, and the
/// directory).
final class Invariants {

    private final SwissMap m;
    private final List<String> violations = new ArrayList<>();
    private final Set<Object> keys = new HashSet<>();

    Invariants(SwissMap m) {
        this.m = m;
    }

    void check() {
        if (m.writing != 0) {
            violations.add("writing is " + m.writing + " between operations");
        }
        if (m.group != null && m.directory != null) {
            violations.add("both a group and a directory");
        }
        long used = 0;
        if (m.group != null) {
            used = checkSmall(m.group);
        }
        if (m.directory != null) {
            used = checkDirectory(m.directory);
        }
        if (used != m.used) {
            violations.add("used is " + m.used + ", but " + used + " slots are full");
        }
        if (!m.isSettled()) {
            violations.add("the short paths rely on a state that has passed");
        }
        if (!violations.isEmpty()) {
            throw new IllegalStateException(
                    "invariants violated:\n  " + String.join("\n  ", violations) + "\n" + m.print());
        }
    }

    private int checkSmall(Table g) {
        int full = 0;
        for (int i = 0; i < Table.SLOTS; i++) {
            int c = g.ctrl(0, i);
            if (c == CtrlGroup.CTRL_DELETED) {
                violations.add("a small map has a tombstone");
            } else if (c != CtrlGroup.CTRL_EMPTY) {
                full++;
                checkSlot("group", g, 0, i);
            }
        }
        return full;
    }

    private long checkDirectory(Table[] dir) {
        if (dir.length != m.dirLen || dir.length != 1 << m.globalDepth || m.globalShift != 64 - m.globalDepth) {
            violations.add("directory of " + dir.length + ", dirLen " + m.dirLen + ", globalDepth " + m.globalDepth
                    + ", globalShift " + m.globalShift);
        }
        long used = 0;
        for (int at = 0; at < dir.length;) {
            Table t = dir[at];
            int entries = 1 << (m.globalDepth - t.localDepth);
            if (t.index != at || at % entries != 0) {
                violations.add("the table at directory entry " + at + " has index " + t.index + " and local depth "
                        + t.localDepth);
                return used;
            }
            for (int i = at; i < at + entries; i++) {
                if (dir[i] != t) {
                    violations.add("directory entry " + i + " is not the table of entry " + at);
                }
            }
            used += t.used;
            checkTable("table " + at, t);
            at += entries;
        }
        return used;
    }

    private void checkTable(String name, Table t) {
        int full = 0;
        int deleted = 0;
        for (int g = 0; g <= t.lengthMask; g++) {
            for (int i = 0; i < Table.SLOTS; i++) {
                int c = t.ctrl(g, i);
                if (c == CtrlGroup.CTRL_DELETED) {
                    deleted++;
                } else if (c != CtrlGroup.CTRL_EMPTY) {
                    full++;
                    checkSlot(name + " group " + g, t, g, i);
                }
            }
        }
        if (full != t.used) {
            violations.add(name + ": used is " + t.used + ", but " + full + " slots are full");
        }
        if (t.maxGrowthLeft() - full - deleted != t.growthLeft) {
            violations.add(name + ": growthLeft is " + t.growthLeft + " with " + full + " full and " + deleted
                    + " deleted slots of " + t.capacity);
        }
        if (full + deleted >= t.capacity) {
            violations.add(name + ": no empty slot ends the probe sequences");
        }
        if (deleted > 0 && m.setup().version().tracksTombstones() && !m.tombstonePossible) {
            violations.add(name + ": a tombstone, but tombstonePossible is not set");
        }
    }

    private void checkSlot(String name, Table t, int g, int i) {
        long key = t.key(g, i);
        Object ref = t.ref(g, i);
        if (!m.equalsItself(key, ref)) {
            return;
        }
        long hash = m.rehash(key, ref);
        Object shown = ref == null ? (Object) key : ref;
        if (t.ctrl(g, i) != CtrlGroup.h2(hash)) {
            violations.add(name + ": control byte of key " + shown + " is not that of its hash");
        }
        Table selected = m.selectedBy(hash);
        if (selected != null && selected != t) {
            violations.add(name + ": key " + shown + " belongs into table " + selected.index);
        }
        if (!isReached(t, hash, g)) {
            violations.add(name + ": key " + shown + " is not on its probe sequence");
        }
        if (!keys.add(canonical(key, ref))) {
            violations.add(name + ": key " + shown + " is there twice");
        }
    }

    private Object canonical(long key, @Nullable Object ref) {
        if (ref != null) {
            return ref;
        }
        return m.setup().kind() == KeyKind.FLOAT64 && key == Long.MIN_VALUE ? (Object) 0L : (Object) key;
    }

    private static boolean isReached(Table t, long hash, int wanted) {
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        for (int probes = 1; g != wanted; probes++) {
            if (CtrlGroup.matchEmpty(t.ctrls(g)) != 0 || probes > t.lengthMask + 1) {
                return false;
            }
            g = (g + probes) & t.lengthMask;
        }
        return true;
    }
}
