package dev.maptriage.hmap;

import java.util.Arrays;
import java.util.Optional;

/// A release of Go whose map the engines know, with every fact in which its map differs from the others.
///
/// The facts were read from the runtime's sources and confirmed by recordings of the real maps; where a release is
/// missing here (1.20, 1.25) its map was not recorded, and [#closest] names the one that stands in for it.
public enum GoVersion {

    /** Bucket map; clear only wipes the current array. */
    GO_1_19("1.19", 19, false),
    /** Bucket map with a load factor of 6.0: the only release whose constant is an integer division of 13/16. */
    GO_1_21("1.21", 21, false),
    /** Bucket map; allocation sizes of buckets with pointers change by the malloc header. */
    GO_1_22("1.22", 22, false),
    /** The last release whose default is the bucket map. */
    GO_1_23("1.23", 23, false),
    /** Go 1.24 built with GOEXPERIMENT=noswissmap: the bucket map with a clear sequence. */
    GO_1_24_NOSWISSMAP("1.24-noswissmap", 24, false),
    /** The first Swiss map: no tombstone pruning. */
    GO_1_24("1.24", 24, true),
    /** Swiss map with tombstone pruning in some of the assign functions, and a structural clone. */
    GO_1_26("1.26", 26, true),
    /** Swiss map that keeps a full small map small when a key is overwritten, and prunes for pointer keys, too. */
    GO_1_27("1.27", 27, true);

    private final String label;
    private final int minor;
    private final boolean swiss;

    GoVersion(String label, int minor, boolean swiss) {
        this.label = label;
        this.minor = minor;
        this.swiss = swiss;
    }

    /// The name as in a transcript's folder: `1.23`, `1.24-noswissmap`.
    public String label() {
        return label;
    }

    /// Whether maps are Swiss tables (`internal/runtime/maps`) instead of buckets (`runtime/map.go`).
    public boolean swiss() {
        return swiss;
    }

    /// The numerator of the classic load factor over 2: 13 (6.5 entries per bucket), in Go 1.21 12 (6.0).
    public int loadFactorNum() {
        return minor == 21 ? 12 : 13;
    }

    /// Whether classic `mapclear` marks every cell empty first, so that running iterators end (1.21 to 1.23).
    public boolean clearMarksBuckets() {
        return !swiss && minor >= 21 && minor <= 23;
    }

    /// Whether the map counts its clears, so that running iterators notice (Swiss, and 1.24 with `noswissmap`).
    public boolean hasClearSeq() {
        return minor >= 24;
    }

    /// Whether `roundupsize` takes the 8 byte malloc header of larger pointerful objects into account.
    public boolean mallocHeaders() {
        return minor >= 22;
    }

    /// Whether `maps.Clone` exists.
    public boolean hasClone() {
        return minor >= 21;
    }

    /// Whether a Swiss clone copies the structure as it is, instead of inserting entry by entry into a new map.
    public boolean cloneCopiesStructure() {
        return swiss && minor >= 26;
    }

    /// Whether a Swiss map knows that it holds no tombstones (`Map.tombstonePossible`).
    public boolean tracksTombstones() {
        return swiss && minor >= 26;
    }

    /// Whether the assign function of this kind tries to prune tombstones before it grows a table.
    public boolean prunesTombstones(KeyKind kind) {
        return switch (kind) {
            case UINT32, UINT64, STRING -> swiss && minor >= 26;
            case POINTER -> swiss && minor >= 27;
            case FLOAT64, STRUCT, INTERFACE -> false;
        };
    }

    /// Whether a full small map is searched before it grows, so that an overwrite leaves it small (from 1.27).
    public boolean searchesFullSmallMap() {
        return swiss && minor >= 27;
    }

    /// Whether the first hash of the fast kinds is computed inline and not by the map type's hash function.
    public boolean inlinesFirstHash() {
        return swiss && minor >= 27;
    }

    /// What the panic says when an unhashable key meets a nil or empty map, where no hash is computed.
    public String unhashableOnEmpty(String type) {
        return minor >= 26 ? "hash of unhashable type: " + type : unhashable(type);
    }

    /// What the panic says when an unhashable key is hashed.
    public String unhashable(String type) {
        return "runtime error: hash of unhashable type " + type;
    }

    /// The version of this label, or of a release such as `go1.23.5`.
    public static Optional<GoVersion> of(String name) {
        String plain = name.startsWith("go") ? name.substring(2) : name;
        return Arrays.stream(values()).filter(v -> plain.equals(v.label) || plain.startsWith(v.label + "."))
                .findFirst();
    }

    /// The known version that stands in for release `1.minor`: itself, else the newest older one, else the oldest.
    public static GoVersion closest(int minor) {
        GoVersion best = GO_1_19;
        for (GoVersion v : values()) {
            if (v != GO_1_24_NOSWISSMAP && v.minor <= minor) {
                best = v;
            }
        }
        return best;
    }
}
