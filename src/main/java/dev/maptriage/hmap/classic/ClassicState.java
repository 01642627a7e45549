package dev.maptriage.hmap.classic;

import dev.maptriage.hmap.KeyKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A classic map at one moment, down to the cell: what the player draws and the transcripts compare.
///
/// @param buckets    the chains of the current array; null before the first assign
/// @param oldbuckets the chains of the old array; null when the map is not growing
public record ClassicState(Header header, @Nullable List<Chain> buckets, @Nullable List<Chain> oldbuckets) {

    /// The fields of `runtime.hmap`.
    ///
    /// @param freeOverflow preallocated overflow buckets that are left
    public record Header(long count, int flags, int B, int noverflow, long hash0, long nevacuate, boolean growing,
            boolean hasBuckets, int freeOverflow, long clearSeq) {}

    /// A main bucket and its overflow buckets.
    public record Chain(List<Bucket> buckets) {}

    /// A bucket.
    ///
    /// @param tophash the eight marks, cell 0 in the lowest byte
    /// @param cells   the cells that hold an entry
    public record Bucket(long tophash, List<Cell> cells) {}

    /// A filled cell.
    ///
    /// @param key a Long (numbers, pointers, float bits) or the key object
    public record Cell(int cell, Object key, long elem) {}

    static ClassicState of(ClassicMap h) {
        return new ClassicState(h.header(), chains(h, h.buckets, ClassicMap.bucketShift(h.B)),
                h.oldbuckets == null ? null : chains(h, h.oldbuckets, h.noldbuckets()));
    }

    private static @Nullable List<Chain> chains(ClassicMap h, @Nullable BucketArray array, long n) {
        if (array == null) {
            return null;
        }
        // In the middle of a growth the size may belong to another array.
        int size = (int) Math.min(n, array.nbuckets);
        List<Chain> chains = new ArrayList<>(size);
        for (int b = 0; b < size; b++) {
            List<Bucket> chain = new ArrayList<>(2);
            BucketArray a = array;
            int id = b;
            for (;;) {
                chain.add(bucket(h.setup().kind(), a, id));
                int next = a.overflow(id);
                if (next == 0) {
                    break;
                }
                id = a.idBehind(next);
                a = a.arrayBehind(next);
            }
            chains.add(new Chain(chain));
        }
        return chains;
    }

    private static Bucket bucket(KeyKind kind, BucketArray a, int id) {
        List<Cell> cells = new ArrayList<>(BucketArray.CELLS);
        for (int i = 0; i < BucketArray.CELLS; i++) {
            if (a.tophash(id, i) >= TopHash.MIN_TOP_HASH) {
                Object ref = a.ref(id, i);
                Object key = !kind.objectKeys() ? (Object) a.key(id, i) : ref == null ? "<nil>" : ref;
                cells.add(new Cell(i, key, a.elem(id, i)));
            }
        }
        return new Bucket(a.tophash(id), cells);
    }

    /// The map as text, one line per bucket.
    public String print() {
        StringBuilder out = new StringBuilder();
        out.append("hmap{count: ").append(header.count).append(", flags: ").append(flagNames()).append(", B: ")
                .append(header.B).append(", noverflow: ").append(header.noverflow)
                .append(String.format(", hash0: %08x", header.hash0)).append(", nevacuate: ").append(header.nevacuate)
                .append(", clearSeq: ").append(header.clearSeq).append("}\n");
        print(out, "buckets", buckets);
        print(out, "oldbuckets", oldbuckets);
        return out.toString();
    }

    private String flagNames() {
        List<String> names = new ArrayList<>(4);
        String[] all = {"iterator", "oldIterator", "hashWriting", "sameSizeGrow"};
        for (int i = 0; i < all.length; i++) {
            if ((header.flags & 1 << i) != 0) {
                names.add(all[i]);
            }
        }
        return names.isEmpty() ? "0" : String.join("|", names);
    }

    private static void print(StringBuilder out, String name, @Nullable List<Chain> chains) {
        if (chains == null) {
            out.append("  ").append(name).append(": nil\n");
            return;
        }
        out.append("  ").append(name).append(": ").append(chains.size()).append('\n');
        for (int b = 0; b < chains.size(); b++) {
            String label = "    [" + b + "] ";
            for (Bucket bucket : chains.get(b).buckets) {
                out.append(label).append(String.format("%016x", Long.reverseBytes(bucket.tophash)));
                for (Cell cell : bucket.cells) {
                    out.append("  ").append(cell.cell).append(':').append(cell.key).append('=').append(cell.elem);
                }
                out.append('\n');
                label = " ".repeat(label.length() - 3) + "-> ";
            }
        }
    }
}
