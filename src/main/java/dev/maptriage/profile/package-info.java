/// Supporting evidence: pprof profiles and the garbage collector's log, as figures.
///
/// A profile adds up what a program did over minutes; a crash shows one moment. Neither can replace the other: a mutex
/// profile names the side that *released* a lock late, a block profile the side that *waited*, and only a growth frame of
/// the runtime in one of them ties the wait to a growing map. `docs/profiles.md` says what each figure can prove.
///
/// Pure: `java.*` and, for the binary form, protobuf's reader.
@NullMarked
package dev.maptriage.profile;

import org.jspecify.annotations.NullMarked;
