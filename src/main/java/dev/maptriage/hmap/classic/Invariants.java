package dev.maptriage.hmap.classic;

import dev.maptriage.hmap.classic.ClassicState.Bucket;
import dev.maptriage.hmap.classic.ClassicState.Cell;
import dev.maptriage.hmap.classic.ClassicState.Chain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that must hold of a classic map between two operations.
final class Invariants {

    private final ClassicMap h;
    private final ClassicState state;
    private final List<String> violations = new ArrayList<>();
    private final Set<Object> keys = new HashSet<>();
    private long cells;
    private long overflowBuckets;

    Invariants(ClassicMap h) {
        this.h = h;
        this.state = h.state();
    }

    void check() {
        if ((h.flags & ClassicMap.HASH_WRITING) != 0) {
            violations.add("flags: hashWriting is set between operations");
        }
        checkGrowth();
        checkChains("buckets", state.buckets(), ClassicMap.mask(h.B));
        long overflowInUse = overflowBuckets;
        checkChains("oldbuckets", state.oldbuckets(), h.oldbuckets == null ? 0 : h.oldbucketmask());
        if (cells != h.count) {
            violations.add("count is " + h.count + ", but " + cells + " cells are filled");
        }
        if (h.B < 16 && h.noverflow != overflowInUse) {
            violations.add("noverflow is " + h.noverflow + ", but " + overflowInUse + " overflow buckets are chained");
        }
        if (h.B >= 16 && h.noverflow > overflowInUse) {
            violations.add("noverflow is " + h.noverflow + " of only " + overflowInUse + " overflow buckets");
        }
        if (!h.isSettled()) {
            violations.add("the short paths rely on a state that has passed");
        }
        if (!violations.isEmpty()) {
            throw new IllegalStateException(
                    "invariants violated:\n  " + String.join("\n  ", violations) + "\n" + state.print());
        }
    }

    private void checkGrowth() {
        if (h.oldbuckets == null) {
            if (h.sameSizeGrow()) {
                violations.add("flags: sameSizeGrow without old buckets");
            }
            return;
        }
        if (h.nevacuate >= h.noldbuckets()) {
            violations.add("nevacuate is " + h.nevacuate + " of " + h.noldbuckets() + ", but the growth has not ended");
        }
        for (int b = 0; b < h.nevacuate; b++) {
            if (!h.oldbuckets.evacuated(b)) {
                violations.add("oldbuckets[" + b + "] is below nevacuate, but not evacuated");
            }
        }
    }

    private void checkChains(String name, @Nullable List<Chain> chains, long mask) {
        if (chains == null) {
            return;
        }
        for (int b = 0; b < chains.size(); b++) {
            checkChain(name + "[" + b + "]", chains.get(b), b, mask);
        }
    }

    private void checkChain(String name, Chain chain, long index, long mask) {
        overflowBuckets += chain.buckets().size() - 1L;
        boolean rest = false;
        boolean evacuated = false;
        for (int n = 0; n < chain.buckets().size(); n++) {
            Bucket bucket = chain.buckets().get(n);
            for (int i = 0; i < BucketArray.CELLS; i++) {
                int top = (int) (bucket.tophash() >>> (i << 3)) & 0xff;
                if (n == 0 && i == 0) {
                    evacuated = top > TopHash.EMPTY_ONE && top < TopHash.MIN_TOP_HASH;
                }
                boolean mark = top > TopHash.EMPTY_ONE && top < TopHash.MIN_TOP_HASH;
                if (mark != evacuated) {
                    violations.add(name + ": evacuated and other cells in one chain");
                }
                if (rest && top != TopHash.EMPTY_REST) {
                    violations.add(name + ": a cell after emptyRest is not empty");
                }
                rest |= top == TopHash.EMPTY_REST;
            }
            for (Cell cell : bucket.cells()) {
                checkCell(name, bucket, cell, index, mask);
            }
        }
    }

    private void checkCell(String name, Bucket bucket, Cell cell, long index, long mask) {
        cells++;
        boolean object = h.setup().kind().objectKeys();
        long word = object ? 0 : (long) cell.key();
        Object ref = object ? cell.key() : null;
        if (!h.setup().kind().reflexive() && isNan(word, ref)) {
            return;
        }
        long hash = h.rehash(word, ref);
        int top = (int) (bucket.tophash() >>> (cell.cell() << 3)) & 0xff;
        if (top != TopHash.of(hash)) {
            violations.add(name + ": tophash of key " + cell.key() + " is not that of its hash");
        }
        if ((hash & mask) != index) {
            violations.add(name + ": key " + cell.key() + " belongs into bucket " + (hash & mask));
        }
        if (!keys.add(word == Long.MIN_VALUE && h.setup().kind() == dev.maptriage.hmap.KeyKind.FLOAT64
                ? (Object) 0L
                : cell.key())) {
            violations.add(name + ": key " + cell.key() + " is there twice");
        }
    }

    private static boolean isNan(long word, @Nullable Object ref) {
        return ref == null ? Double.isNaN(Double.longBitsToDouble(word)) : ref instanceof Double d && d.isNaN();
    }
}
