package dev.maptriage.simulation;

/// What a goroutine does with the map.
public enum Operation {
    ASSIGN,
    DELETE,
    READ,
    ITERATE,
    CLEAR,
    CLONE,
    LEN,
    /** Not known: whatever fits the message. */
    UNKNOWN;

    /// Whether the operation changes the map.
    public boolean writes() {
        return this == ASSIGN || this == DELETE || this == CLEAR;
    }
}
