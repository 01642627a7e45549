package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// The other party of a concurrent access.
///
/// @param type  what it did, as far as the message or its stack tells
/// @param known whether the text names it beyond doubt
/// @param at    where; null unless `known`
public record Counterpart(OperationType type, boolean known, @Nullable CodePoint at) {

    public static final Counterpart NONE = new Counterpart(OperationType.UNKNOWN, false, null);
}
