package dev.maptriage.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the work of a map costs, in nanoseconds: the bridge from the engine's counts to time.
///
/// All figures come from real Go 1.23 and 1.26 on two shared virtual cores (AMD EPYC), `uint64` keys and elements, garbage
/// collector off. They are the reason for every time a laboratory shows; the counts of work behind them do not depend on
/// them. Where a cost depends on how much of the map fits into the processor's caches, it is a [Curve] over the bytes
/// of the map's storage.
final class MapCosts {
    private static final double KIB = 1024;
    private static final double MIB = 1024 * 1024;

    /// Storage that was never touched: the system hands out and zeroes a page at a time. Fits the assigns that start a
    /// classic growth from 78 KB to 10 MB (0.38 to 0.41) and the Swiss tables.
    static final double FRESH_BYTE = 0.40;
    /// Whatever an allocation of bucket array or table costs besides its bytes.
    static final double ALLOCATION = 1_500;
    /// The same for one bucket or group.
    static final double SMALL_ALLOCATION = 40;

    private final boolean swiss;
    private final Curve insert;
    private final Curve overwrite;
    private final Curve read;
    private final Curve moved;

    private MapCosts(boolean swiss) {
        this.swiss = swiss;
        if (swiss) {
            insert = Curve.of(256 * KIB, 14, 2 * MIB, 25, 7 * MIB, 87, 64 * MIB, 109);
            overwrite = Curve.of(32 * KIB, 9.7, 2.2 * MIB, 14.8, 24 * MIB, 64.3);
            read = Curve.of(32 * KIB, 6.0, 2.2 * MIB, 10.8, 24 * MIB, 56.4);
            moved = Curve.of(1, 19);
        } else {
            insert = Curve.of(256 * KIB, 28, MIB, 33, 5 * MIB, 109, 64 * MIB, 115);
            overwrite = Curve.of(32 * KIB, 7.7, 2.4 * MIB, 25.7, 28 * MIB, 100);
            read = Curve.of(32 * KIB, 4.9, 2.4 * MIB, 25.6, 28 * MIB, 69.3);
            moved = Curve.of(MIB, 14, 10 * MIB, 27);
        }
    }

    static MapCosts of(boolean swiss) {
        return new MapCosts(swiss);
    }

    /// An assign of a new key, growth apart.
    double insert(long storageBytes) {
        return insert.at((double) storageBytes);
    }

    /// An assign of a key that is there.
    double overwrite(long storageBytes) {
        return overwrite.at((double) storageBytes);
    }

    /// A lookup that finds its key.
    double read(long storageBytes) {
        return read.at((double) storageBytes);
    }

    /// What growth adds to an operation.
    double growth(long cellsMoved, long bytesAllocated, int allocations, int smallAllocations, long storageBytes) {
        return cellsMoved * moved.at((double) storageBytes) + bytesAllocated * FRESH_BYTE + allocations * ALLOCATION
                + smallAllocations * SMALL_ALLOCATION;
    }

    /// Copying a map entry by entry into one that was made for as many.
    double copy(long entries, long storageBytes) {
        return entries * (8 + insert.at((double) storageBytes)) + storageBytes * FRESH_BYTE + ALLOCATION;
    }

    /// The constants by name, for an answer that says what it rests on.
    Map<String, Double> stated() {
        Map<String, Double> stated = new LinkedHashMap<>();
        stated.put("insertSmallNs", insert.at(1));
        stated.put("insertLargeNs", insert.at(64 * MIB));
        stated.put("overwriteSmallNs", overwrite.at(1));
        stated.put("readSmallNs", read.at(1));
        stated.put("readLargeNs", read.at(64 * MIB));
        stated.put(swiss ? "movedSlotNs" : "movedCellSmallNs", moved.at(1));
        if (!swiss) {
            stated.put("movedCellLargeNs", moved.at(64 * MIB));
        }
        stated.put("freshByteNs", FRESH_BYTE);
        stated.put("allocationNs", ALLOCATION);
        stated.put("smallAllocationNs", SMALL_ALLOCATION);
        return stated;
    }
}
