package dev.maptriage.hmap.swiss;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.MapIterator;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RandomSource.Purpose;
import dev.maptriage.hmap.RuntimeFault.FatalError;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.StepListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An iteration over a Swiss map (`internal/runtime/maps/table.go`, `Iter`).
///
/// It walks the table it has begun even after that table was replaced, and then looks each key up anew. When the
/// directory doubles, its position in it doubles, too. The same in 1.24, 1.26 and 1.27.
public final class Iter implements MapIterator {

    private static final int SMALL = -1;
    private static final int SLOTS = Table.SLOTS;
    private static final String NEXT = "runtime.mapIterNext";
    private static final String START = "runtime.mapIterStart";

    private final SwissMap m;
    private final Elem lookup = new Elem();
    private final boolean empty;
    private final long entryOffset;
    private final long clearSeq;
    private long dirOffset;
    private int globalDepth;
    private long dirIdx;
    private long entryIdx;
    /// The table at dirIdx, or the group of a small map; null between two tables.
    private @Nullable Table tab;
    /// Whether `it.group` is set, and which group of tab it is.
    private boolean inGroup;
    private int group;
    /// Where the iterator stands; null at the end.
    private @Nullable Table foundTable;
    private int foundGroup;
    private int foundSlot;

    private Iter(SwissMap m) {
        this.m = m;
        this.empty = m.used == 0;
        this.clearSeq = m.clearSeq;
        this.globalDepth = m.globalDepth;
        if (empty) {
            entryOffset = 0;
            return;
        }
        if (m.dirLen <= 0) {
            dirIdx = SMALL;
            tab = m.group;
        }
        entryOffset = m.setup().random().next(Purpose.ITERATOR);
        dirOffset = m.setup().random().next(Purpose.ITERATOR_DIRECTORY);
    }

    /// `runtime.mapIterStart` (`mapiterinit` up to 1.23): `Iter.Init`, which checks no flag, and the first `Iter.Next`.
    static Iter start(SwissMap m) {
        StepListener l = m.setup().listener();
        if (l != null) {
            SwissMap.step(l, START, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(m.used, m.used);
            if (m.used != 0) {
                SwissMap.step(l, START, StepAction.SNAPSHOT, Field.BUCKETS);
                l.saw(m.dirLen, m.dirLen);
            }
        }
        Iter it = new Iter(m);
        it.advance();
        return it;
    }

    @Override
    public void next() {
        if (done()) {
            throw new IllegalStateException("the iterator is at its end");
        }
        advance();
    }

    /// `Iter.Next`.
    private void advance() {
        foundTable = null;
        if (empty) {
            return;
        }
        StepListener l = m.setup().listener();
        if (l != null) {
            SwissMap.step(l, NEXT, StepAction.CHECK_FLAG, Field.FLAGS);
            l.saw(m.writing, m.writing);
        }
        if (m.writing != 0) {
            throw new FatalError("concurrent map iteration and map write",
                    new MapStep(NEXT, StepAction.CHECK_FLAG, Field.FLAGS), false);
        }
        if (dirIdx == SMALL) {
            nextSmall();
            return;
        }
        if (globalDepth != m.globalDepth) {
            int orders = m.globalDepth - globalDepth;
            dirIdx <<= orders;
            dirOffset <<= orders;
            globalDepth = m.globalDepth;
        }
        while (dirIdx < m.dirLen) {
            if (nextInTable(resolveTable())) {
                return;
            }
            nextDirIdx();
        }
    }

    /// A map that was small when the iteration began: its group decides on the keys, also after it has grown.
    private void nextSmall() {
        Table g = tab;
        if (g == null) {
            return;
        }
        for (; entryIdx < SLOTS; entryIdx++) {
            int k = (int) (entryIdx + entryOffset) & (SLOTS - 1);
            probe(g, 0);
            if ((g.ctrl(0, k) & CtrlGroup.CTRL_EMPTY) != 0) {
                continue;
            }
            if (m.dirLen > 0 ? grownKeyElem(g, 0, k) : here(g, 0, k)) {
                entryIdx++;
                return;
            }
        }
    }

    private Table resolveTable() {
        if (tab != null) {
            return tab;
        }
        Table[] dir = m.loadDirectory(m.setup().listener(), NEXT);
        int at = (int) ((dirIdx + dirOffset) & (m.dirLen - 1));
        SwissMap.mustHold(dir, at, NEXT);
        Table newTab = dir[at];
        if (newTab.index != at) {
            dirOffset -= at - newTab.index;
        }
        tab = newTab;
        return newTab;
    }

    /// Looks for the next entry in a table: first at the next slot, then group by group.
    private boolean nextInTable(Table t) {
        long entryMask = t.capacity - 1L;
        if (Long.compareUnsigned(entryIdx, entryMask) > 0) {
            return false;
        }
        int slot = enterGroup(t, entryMask);
        if ((t.ctrl(group, slot) & CtrlGroup.CTRL_EMPTY) == 0 && stands(t, group, slot)) {
            entryIdx++;
            return true;
        }
        entryIdx++;
        long groupMatch = 0;
        while (Long.compareUnsigned(entryIdx, entryMask) <= 0) {
            slot = enterGroup(t, entryMask);
            if (groupMatch == 0) {
                groupMatch = CtrlGroup.removeBelow(CtrlGroup.matchFull(t.ctrls(group)), slot);
                if (groupMatch == 0) {
                    entryIdx += SLOTS - slot;
                    continue;
                }
                int i = CtrlGroup.first(groupMatch);
                entryIdx += i - slot;
                if (Long.compareUnsigned(entryIdx, entryMask) > 0) {
                    continue;
                }
                slot = i;
            }
            boolean found = stands(t, group, slot);
            groupMatch = CtrlGroup.removeFirst(groupMatch);
            entryIdx += groupMatch == 0 ? SLOTS - slot : CtrlGroup.first(groupMatch) - slot;
            if (found) {
                return true;
            }
        }
        return false;
    }

    /// Computes the slot of the current entry, and its group when that has changed.
    private int enterGroup(Table t, long entryMask) {
        int at = (int) ((entryIdx + entryOffset) & entryMask);
        int slot = at & (SLOTS - 1);
        if (slot == 0 || !inGroup) {
            group = at / SLOTS;
            inGroup = true;
        }
        probe(t, group);
        return slot;
    }

    private void probe(Table t, int g) {
        StepListener l = m.setup().listener();
        if (l != null) {
            SwissMap.step(l, NEXT, StepAction.PROBE, Field.MARK, t, g, -1);
            l.saw(t.ctrls(g), t.ctrls(g));
        }
    }

    private boolean stands(Table t, int g, int slot) {
        return t.index == Table.STALE ? grownKeyElem(t, g, slot) : here(t, g, slot);
    }

    private boolean here(Table t, int g, int slot) {
        standOn(t, g, slot);
        return true;
    }

    /// `Iter.grownKeyElem`: an entry of a replaced table is looked up anew. A key that differs from itself cannot be
    /// found; it is still there unless the map was cleared.
    private boolean grownKeyElem(Table t, int g, int slot) {
        long key = t.key(g, slot);
        Object ref = t.ref(g, slot);
        if (m.getWithKey(key, ref, lookup, this)) {
            return true;
        }
        if (clearSeq == m.clearSeq && !m.equalsItself(key, ref)) {
            return here(t, g, slot);
        }
        return false;
    }

    void standOn(Table t, int g, int slot) {
        foundTable = t;
        foundGroup = g;
        foundSlot = slot;
    }

    /// `Iter.nextDirIdx`: skips the other directory entries of the table.
    private void nextDirIdx() {
        Table t = Objects.requireNonNull(tab);
        dirIdx += 1L << (m.globalDepth - t.localDepth);
        tab = null;
        inGroup = false;
        entryIdx = 0;
    }

    @Override
    public boolean done() {
        return foundTable == null;
    }

    @Override
    public long key() {
        return keyWord();
    }

    long keyWord() {
        return found().key(foundGroup, foundSlot);
    }

    @Override
    public @Nullable Object keyObject() {
        return found().ref(foundGroup, foundSlot);
    }

    @Override
    public long value() {
        return found().elem(foundGroup, foundSlot);
    }

    private Table found() {
        if (foundTable == null) {
            throw new IllegalStateException("the iterator is at its end");
        }
        return foundTable;
    }

    /// The iterator's own fields, as they are now.
    public State state() {
        Integer index = tab == null || dirIdx == SMALL ? null : (Integer) tab.index;
        return new State(globalDepth, dirIdx, entryIdx, index, clearSeq);
    }

    /// The fields of `maps.Iter` that say where an iteration is.
    ///
    /// @param tableIndex the index of its table, -1 if that was replaced, null if there is none
    public record State(int globalDepth, long dirIdx, long entryIdx, @Nullable Integer tableIndex, long clearSeq) {}
}
