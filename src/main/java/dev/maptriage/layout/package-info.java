/// Go struct source in, memory layout out: offsets, padding, sizes, cache lines and a better order, as Go's own compiler
/// lays structs out on amd64, arm64 and 386.
///
/// [StructLab] is the way in. `Lexer` and `GoParser` read the part of Go that declares types; `Layouts` follows the
/// compiler's rules; `KnownTypes` holds what the standard library's types measure, recorded from real compilers.
/// Layout only: nothing here promises nanoseconds.
@NullMarked
package dev.maptriage.layout;

import org.jspecify.annotations.NullMarked;
