/// The map failures as experiments: programs of goroutines on the map engines, and laboratories that put figures to
/// what the engines do.
///
/// | Laboratory | Question |
/// |---|---|
/// | [LockConvoy] | what a growth of the map does to the goroutines that queue for its lock |
/// | [RaceWindow] | how long a race may run before the runtime notices it |
/// | [GrowthLab] | which inserts pay for growth, and how much |
/// | [Alternatives] | what a mutex, an RWMutex, sync.Map and shards make of one load |
///
/// Times are computed from work that the engine really did, times costs that were measured on real Go ([MapCosts]).
@NullMarked
package dev.maptriage.simulation;

import org.jspecify.annotations.NullMarked;
