/// Go's Swiss map, as `internal/runtime/maps` has it from Go 1.24 on.
///
/// Words and field names are the runtime's, so that both texts can be read side by side.
///
/// ## Terminology
///
/// | Word | Meaning |
/// |---|---|
/// | *slot* | one place for a key and its elem; never called cell here |
/// | *group* | 8 slots and their control word |
/// | *control word* | 8 bytes, one per slot: 1000 0000 empty, 1111 1110 deleted, 0hhh hhhh full with the hash's *h2* |
/// | *h1*, *h2* | the upper 57 bits of a hash, which select the first group, and the lower 7, which stand in the control word |
/// | *tombstone* | a deleted slot in a group that was full: probing must not stop there |
/// | *table* | 1 to 128 groups, probed and grown as a whole; at most 1024 slots |
/// | *growthLeft* | how many more slots a table may fill: 7/8 of its capacity, less what is full or deleted |
/// | *directory* | 2^globalDepth tables; the top bits of a hash select one |
/// | *localDepth* | how many of these bits a table really uses; it stands in 2^(globalDepth - localDepth) entries |
/// | *small map* | one group, no table, up to 8 entries, no tombstones |
/// | *stale* | a table that was replaced, index -1; running iterators still walk it |
/// | *writing* | the writer's mark: toggled at the start **and** at the end, so that two writers can leave it set |
///
/// ## Lookup
///
/// ```
///   hash   10 ............ h1 ............ h2
///          |               |                |
///   directory (globalDepth 2)               |
///     00 --+                                |
///     01 --+--> table (localDepth 1)        |
///     10 -----> table (localDepth 2) -> group h1 & mask, then + 1, + 2, + 3 ...
///     11 -----> table (localDepth 2)        |
///                                           matchH2: all slots with this byte at once
/// ```
///
/// A group with an empty slot ends the search. The fast kinds of 32 and 64 bits compute no hash for a small map; a
/// string of more than 64 bytes there is first compared by its ends.
///
/// ## Assign
///
/// Check the mark, hash, set the mark. No group yet: allocate it. Small: search the group, else the first empty slot,
/// else grow to a table of 16. Up to 1.26 a full small map grows even for a key it has; from 1.27 on it is searched
/// first. In a table: probe until a group with an empty slot; a deleted slot met on the way is reused and costs no
/// `growthLeft`. Check that the mark is still there, toggle it, return the element's address. **The caller stores the
/// element after that.**
///
/// ## Growth
///
/// A table without `growthLeft` is replaced within the one assign that finds it so: by one of twice the capacity, from
/// 1024 on by two of 1024, split by the hash bit below its local depth. The directory doubles when the table filled
/// exactly one entry. All other tables stay as they are. From 1.26 on, some kinds first try to turn tombstones into
/// empty slots.
///
/// ```
///   before: globalDepth 1                    table B is full and splits: globalDepth 2
///
///   0 -> A (localDepth 1)                    00 -> A (localDepth 1, index 0)
///   1 -> B (localDepth 1)                    01 -> A
///                                            10 -> left  (localDepth 2, index 2)
///                                            11 -> right (localDepth 2, index 3)      B: index -1, stale
/// ```
///
/// ## Iteration
///
/// Starts at a random directory entry and a random slot. A table that is replaced while it is walked is walked to its
/// end for its keys, and each key is looked up anew. When the directory doubles, the position in it doubles, too. A key
/// that differs from itself cannot be looked up: it is taken from the stale table, unless the map was cleared.
///
/// ## Where we differ from Go
///
/// Between operations nothing differs that a transcript records: counters, every control byte, key and element, tables,
/// depths, directory, iteration order, number of hash calls. On purpose different:
///
/// * Elements are always a `uint64`, and keys one of seven kinds; larger keys or elements behind a pointer do not exist.
/// * Objects stand for strings, structs and interface values and are compared by `equals`; a string's length is its
///   number of UTF-16 units.
/// * A map is always on the heap. A Go map that does not escape may have its group from the start.
/// * One probe loop serves all assigns. The generic one of Go looks for an empty slot before a deleted one, the fast
///   ones the other way round; no group ever holds both, so that the state is the same.
/// * Stepped, pruning reads the whole table in one step, and a table that replaces another one is built in one step per
///   group read: nobody else can see it yet. `used++` is two steps, a load and a store.
/// * A race can pair a directory with the wrong length, or take a group for a directory. Go then follows a wrong
///   pointer; the engine raises a nil dereference or a fault.
/// * Memory order is sequentially consistent between steps. The set of outcomes for the mark is the same with store
///   buffers.
/// * `clear` wipes every group; Go skips groups that are empty already. The result is the same.
/// * The directory is limited to 4 million tables.
/// * 1.24's `maps.Clone` inserts into a copy nobody sees, without steps of its own. GOEXPERIMENT=mapsplitgroup (1.27,
///   off by default), reflection, and the race detector's and sanitizers' hooks are left out.
@NullMarked
package dev.maptriage.hmap.swiss;

import org.jspecify.annotations.NullMarked;
