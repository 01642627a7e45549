/// The contract of both map engines: Go's bucket map ([dev.maptriage.hmap.classic], Go 1.23 and before) and Go's Swiss
/// map ([dev.maptriage.hmap.swiss], Go 1.24 and after), state for state like the real runtime.
///
/// | Type | What it is |
/// |---|---|
/// | [GoMap] | a map and its operations |
/// | [EngineMap] | what both engines are to their callers |
/// | [GoVersion], [KeyKind] | which release and which key type: every difference hangs on these two |
/// | [Hasher], [RandomSource] | all that is random in a map, injected |
/// | [StepListener], [MapStep], [StepAction] | each memory access another goroutine could observe, as a yield point |
/// | [RuntimeFault] | what the runtime raises: a panic or a fatal error, with its text, function and step |
/// | [Elem] | the pointer an assign returns: the caller stores the value after the map's protection has ended |
///
/// A map without a listener ends each operation in the same state as one with a listener, after the same hashes, checks
/// and faults. Most of it is the same code, in which each yield point is a test of a final field against null that the
/// JIT compiles to a never-taken branch. Operations on numbers first try a short path over the first bucket or group,
/// which decides nine times out of ten.
///
/// Where to begin: [dev.maptriage.hmap.classic] and [dev.maptriage.hmap.swiss] each explain their map with pictures. To
/// see one, fill a map and print it:
///
/// ```
/// GoMap map = ClassicMap.make(MapSetup.of(GoVersion.of("1.23").orElseThrow(), KeyKind.UINT64, 1));
/// for (long key = 0; key < 20; key++) {
///     map.put(key, key * key);
/// }
/// System.out.print(map.print());
/// ```
@NullMarked
package dev.maptriage.hmap;

import org.jspecify.annotations.NullMarked;
