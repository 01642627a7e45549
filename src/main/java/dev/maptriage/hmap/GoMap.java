package dev.maptriage.hmap;

/// A Go map: `map[K]uint64` of one key kind, in one release of Go.
///
/// Not synchronised, on purpose: what goes wrong without a lock is what it is for. Keys of the kinds that travel as
/// `long` are given to the `long` methods, all others to the `Object` methods.
///
/// @see RuntimeFault for what each operation may raise
public interface GoMap {

    /// Type, release, hashes and random numbers of this map.
    MapSetup setup();

    /// `len(m)`: reads the count, checks nothing.
    long len();

    /// `m[key]`: the element, or 0 (`mapaccess1`).
    long get(long key);

    /// `m[key]`: the element, or 0 (`mapaccess1`).
    long get(Object key);

    /// `v, ok := m[key]` (`mapaccess2`): points to the element and says whether the key is there.
    boolean find(long key, Elem elem);

    /// `v, ok := m[key]` (`mapaccess2`): points to the element and says whether the key is there.
    boolean find(Object key, Elem elem);

    /// The runtime's part of `m[key] = v` (`mapassign`): points to the element that the caller stores to.
    void assign(long key, Elem elem);

    /// The runtime's part of `m[key] = v` (`mapassign`): points to the element that the caller stores to.
    void assign(Object key, Elem elem);

    /// `m[key] = value`: the assign and the caller's store.
    void put(long key, long value);

    /// `m[key] = value`: the assign and the caller's store.
    void put(Object key, long value);

    /// `delete(m, key)`.
    void delete(long key);

    /// `delete(m, key)`.
    void delete(Object key);

    /// `clear(m)`, before Go 1.21 the loop that deletes all keys, which the compiler recognised.
    void clear();

    /// `for k, v := range m`: the iterator after its first step.
    MapIterator iterator();

    /// `maps.Clone(m)`.
    ///
    /// @throws UnsupportedOperationException in a release before 1.21
    GoMap copy();

    /// The same memory once more, bit by bit and without a step: what one of many runs from the same state starts with.
    ///
    /// @param other a setup of the same version, kind and hasher
    GoMap replica(MapSetup other);

    /// Checks all that must hold between operations.
    ///
    /// @throws IllegalStateException that lists every violation
    void checkInvariants();

    /// The whole state, readable: the header, then a line for each bucket or group. A line starts with its eight marks in
    /// hexadecimal, that of the first cell first, and goes on with `cell:key=elem` for each entry. Overflow buckets stand
    /// below their bucket, after an arrow.
    ///
    /// ```
    /// hmap{count: 4, flags: 0, B: 0, noverflow: 0, hash0: fb32555e, nevacuate: 0, clearSeq: 0}
    ///   buckets: 1
    ///     [0] f020900130000000  0:0=0  1:1=1  2:2=4  4:4=16
    ///   oldbuckets: nil
    /// ```
    ///
    /// (Cell 3 was emptied, its mark is 01; from cell 5 on nothing follows, 00.)
    String print();
}
