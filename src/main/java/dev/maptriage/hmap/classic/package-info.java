/// Go's bucket map, as `runtime/map.go` had it until Go 1.23 and, under GOEXPERIMENT=noswissmap, in Go 1.24.
///
/// Words and field names are the runtime's, so that both texts can be read side by side.
///
/// ## Terminology
///
/// | Word | Meaning |
/// |---|---|
/// | *bucket* (`bmap`) | 8 cells: 8 tophash bytes, 8 keys, 8 elems, a pointer to an overflow bucket |
/// | *cell* | one place for an entry; never called slot here |
/// | *tophash* | the mark of a cell: 0 emptyRest, 1 emptyOne, 2 evacuatedX, 3 evacuatedY, 4 evacuatedEmpty, else the top hash byte (plus 5 if below 5) |
/// | *emptyRest* | empty, and so is every cell behind it in the chain: searches stop here |
/// | *chain* | a main bucket and its overflow buckets |
/// | *preallocated* | overflow buckets at the end of the array, from B = 4 on, as many as the allocator's size class has room for |
/// | *B* | the array has 2^B main buckets; the low B bits of a hash select one |
/// | *load factor* | 13/2 entries per bucket, in Go 1.21 12/2 |
/// | *growth* | a new array beside the old one, twice as large, or as large (*same-size grow*) when overflow buckets are too many |
/// | *evacuate* | move one old chain to the new array: to bucket i (*X half*) or i + 2^oldB (*Y half*) |
/// | *nevacuate* | all old buckets below it are evacuated |
/// | *hashWriting* | the writer's mark, bit 4 of `flags` |
///
/// ## Lookup
///
/// ```
///   hash  c3 ........................ 0110          B = 2
///          |                            |
///          tophash                      bucket 2
///
///   buckets[2]  tophash  9e c3 01 41 00 00 00 00    --overflow--> nil
///               keys     a  b  -  d
///                           ^ tophash matches: compare the key
/// ```
///
/// While a growth is under way, an old bucket that has not been evacuated is searched in place of the new one. The fast
/// kinds compute no hash in a map of one bucket.
///
/// ## Assign
///
/// Check the mark, hash, set the mark, do growth work, search the whole chain; remember the first empty cell on the way.
/// A new key in a map that is not growing may start a growth; then everything is done again. Check that the mark is
/// still there, clear it, return the element's address. **The caller stores the element after that.**
///
/// ## Growth
///
/// `hashGrow` only swaps arrays. Each later assign and delete evacuates the old bucket of its own key and one more.
/// Lookups and iterations evacuate nothing.
///
/// ```
///   before  B = 1                       the assign of key e starts a growth to B = 2 and moves bucket 1 and bucket 0
///
///   buckets[0]  a b                     oldbuckets[0]  02 03 (evacuated to X, to Y)    buckets[0]  a
///   buckets[1]  c d                     oldbuckets[1]  03 02                           buckets[1]  d e
///                                                                                      buckets[2]  b
///                                                                                      buckets[3]  c
/// ```
///
/// (The picture leaves out that a growth needs more entries than these.)
///
/// ## Iteration
///
/// Starts at a random bucket and at a random cell in each bucket, and keeps the array and the B of its start. In an
/// array that a growth is still filling it walks the old bucket and skips what goes to the other half. A cell that a
/// later growth has moved on is looked up by its key. A key that differs from itself (NaN) cannot be looked up: which
/// half it goes to is decided by the low bit of its tophash, so that iterator and evacuation agree.
///
/// ## Where we differ from Go
///
/// Between operations nothing differs that a transcript records: counters, flags, every tophash byte, key and element,
/// chains, iteration order, number of hash calls. On purpose different:
///
/// * Elements are always a `uint64`, and keys one of seven kinds. Keys or elements above 128 bytes, which Go stores
///   behind a pointer, do not exist here.
/// * Objects stand for strings, structs and interface values and are compared by `equals`. A string's length is its
///   number of UTF-16 units; two strings are the same memory if they are the same object.
/// * The marks of all buckets lie together, their overflow pointers, too, and each elem lies beside its key: a lookup
///   that misses reads one word of a small array. No step shows it.
/// * A map is always on the heap. A Go map that does not escape may have its first bucket from the start.
/// * Stepped, the eight tophash bytes of a bucket are read in one step; the compiled code reads them one by one.
///   `count++` is two steps, a load and a store, as its non-atomic instruction is on the bus.
/// * A race can pair a new B with an old array. Go then reads or writes whatever lies behind that array; the engine
///   raises a fault instead. Go's other crashes of a race, `bad map state` and nil dereferences, are raised as they are.
/// * Memory order is sequentially consistent between steps. The set of outcomes for the mark is the same with store
///   buffers.
/// * B is at most 26, 64 million buckets, where Go's limit is its address space.
/// * `maps.Keys` and `maps.Values` of the runtime (1.21 to 1.24), `mapaccess1_fat`, reflection, and the race detector's
///   and sanitizers' hooks are left out.
@NullMarked
package dev.maptriage.hmap.classic;

import org.jspecify.annotations.NullMarked;
