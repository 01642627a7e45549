/// The contract of both map engines: Go's bucket map ([dev.maptriage.hmap.classic], Go 1.23 and before) and Go's Swiss
/// map ([dev.maptriage.hmap.swiss], Go 1.24 and after), state for state like the real runtime.
///
/// | Type | What it is |
/// |---|---|
/// | [GoMap] | a map and its operations |
/// | [GoVersion], [KeyKind] | which release and which key type: every difference hangs on these two |
/// | [Hasher], [RandomSource] | all that is random in a map, injected |
/// | [StepListener], [MapStep], [StepAction] | each memory access another goroutine could observe, as a yield point |
/// | [RuntimeFault] | what the runtime raises: a panic or a fatal error, with its text, function and step |
/// | [Elem] | the pointer an assign returns: the caller stores the value after the map's protection has ended |
///
/// A map without a listener takes the same steps as one with a listener, through the same code: each yield point is a
/// test of a final field against null that the JIT compiles to a never-taken branch.
@NullMarked
package dev.maptriage.hmap;

import org.jspecify.annotations.NullMarked;
