package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// What the failing goroutine did with the map.
///
/// @param type            the operation
/// @param runtimeFunction runtime function seen on the stack, e.g. `runtime.mapaccess1_faststr`; null when hidden
/// @param keyKind         family of runtime functions, from its name
/// @param growing         whether this map was growing at that moment, as far as the failing stack shows
public record Operation(OperationType type, @Nullable String runtimeFunction, KeyKind keyKind, boolean growing) {

    public static final Operation NONE = new Operation(OperationType.UNKNOWN, null, KeyKind.UNKNOWN, false);
}
