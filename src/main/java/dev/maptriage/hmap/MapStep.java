package dev.maptriage.hmap;

/// One step of a map operation that another goroutine could observe: who does what, where.
///
/// @param function the runtime function, such as `runtime.mapassign_fast64`
/// @param action   what it does
/// @param field    the memory it touches
/// @param storage  the serial number of the bucket array or table, 0 for a field of the map itself
/// @param index    the bucket or group inside it
/// @param slot     the cell or slot, -1 for the whole bucket or group
public record MapStep(String function, StepAction action, Field field, int storage, int index, int slot) {

    /// How a step touches memory.
    public enum Access {
        /** Only its own registers and fresh memory. */
        NONE,
        /** Reads. */
        READ,
        /** Writes, perhaps after reading. */
        WRITE
    }

    /// A piece of a map's memory, named as in the runtime.
    public enum Field {
        /** Entries of the map: {@code hmap.count}, {@code Map.used}. */
        COUNT("count", "used"),
        /** {@code hmap.flags}, {@code Map.writing}. */
        FLAGS("flags", "writing"),
        /** {@code hmap.hash0}, {@code Map.seed}. */
        SEED("hash0", "seed"),
        /** {@code hmap.B}, {@code Map.dirLen} with its depth and shift. */
        SIZE("B", "dirLen"),
        /** {@code hmap.buckets}, {@code Map.dirPtr}. */
        BUCKETS("buckets", "dirPtr"),
        /** {@code hmap.oldbuckets}. */
        OLDBUCKETS("oldbuckets", "oldbuckets"),
        /** {@code hmap.nevacuate}. */
        NEVACUATE("nevacuate", "nevacuate"),
        /** {@code hmap.noverflow}. */
        NOVERFLOW("noverflow", "noverflow"),
        /** {@code hmap.extra}. */
        EXTRA("extra", "extra"),
        /** {@code clearSeq}. */
        CLEAR_SEQ("clearSeq", "clearSeq"),
        /** {@code Map.tombstonePossible}. */
        TOMBSTONE_POSSIBLE("tombstonePossible", "tombstonePossible"),
        /** Tophash bytes, control bytes. */
        MARK("tophash", "ctrl"),
        /** Keys. */
        KEY("key", "key"),
        /** Elements. */
        ELEM("elem", "elem"),
        /** The overflow pointer of a bucket. */
        LINK("overflow", "overflow"),
        /** An entry of the directory. */
        DIRECTORY("directory", "directory"),
        /** {@code table.used}. */
        TABLE_USED("table.used", "table.used"),
        /** {@code table.growthLeft}. */
        GROWTH_LEFT("table.growthLeft", "table.growthLeft"),
        /** {@code table.index}. */
        TABLE_INDEX("table.index", "table.index");

        private final String classic;
        private final String swiss;

        Field(String classic, String swiss) {
            this.classic = classic;
            this.swiss = swiss;
        }

        /// The runtime's name in the given implementation.
        public String in(boolean swissMap) {
            return swissMap ? swiss : classic;
        }

        private boolean ofMap() {
            return switch (this) {
                case MARK, KEY, ELEM, LINK, DIRECTORY, TABLE_USED, GROWTH_LEFT, TABLE_INDEX -> false;
                default -> true;
            };
        }
    }

    /// A step on a field of the map itself.
    public MapStep(String function, StepAction action, Field field) {
        this(function, action, field, 0, 0, -1);
    }

    /// Whether exchanging the two steps could change what either of them sees. Never false by mistake: steps that touch
    /// more than they name conflict with all others.
    public boolean conflictsWith(MapStep other) {
        if (action.wide() || other.action.wide()) {
            return true;
        }
        boolean written = action.access() == Access.WRITE || other.action.access() == Access.WRITE;
        return written && field == other.field && storage == other.storage && index == other.index
                && (slot == other.slot || slot < 0 || other.slot < 0);
    }

    /// The place as Go would write it: `flags`, `bucket[3].tophash[5] (#2)`, with the number of the array or table.
    public String where(boolean swissMap) {
        String name = field.in(swissMap);
        if (field.ofMap()) {
            return name;
        }
        String in = " (#" + storage + ")";
        return switch (field) {
            case TABLE_USED, GROWTH_LEFT, TABLE_INDEX -> name + in;
            case DIRECTORY -> name + "[" + index + "]";
            default ->
                (swissMap ? "group[" : "bucket[") + index + "]." + name + (slot < 0 ? "" : "[" + slot + "]") + in;
        };
    }

    /// What the step read, `flags = 4`, or wrote, `flags 0 -> 4`.
    public String detail(boolean swissMap, long read, long written) {
        return switch (action.access()) {
            case NONE -> where(swissMap);
            case READ -> where(swissMap) + " = " + value(read);
            case WRITE -> where(swissMap) + " " + value(read) + " -> " + value(written);
        };
    }

    private String value(long v) {
        return switch (field) {
            case MARK -> slot < 0 ? String.format("%016x", Long.reverseBytes(v)) : String.format("%02x", v & 0xff);
            case SEED -> String.format("%016x", v);
            case BUCKETS, OLDBUCKETS, LINK, EXTRA -> v == 0 ? "nil" : "#" + v;
            default -> Long.toString(v);
        };
    }
}
