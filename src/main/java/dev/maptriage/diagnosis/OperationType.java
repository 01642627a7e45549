package dev.maptriage.diagnosis;

/// What a goroutine did with the map.
public enum OperationType {
    ASSIGN,
    DELETE,
    READ,
    ITERATE,
    CLEAR,
    CLONE,
    GROW,
    /** `len(m)`; only the race detector sees it. */
    LEN,
    /** Assign, delete or clear, and the text does not say which. */
    WRITE,
    UNKNOWN;

    /// Whether the operation changes the map.
    public boolean writes() {
        return switch (this) {
            case ASSIGN, DELETE, CLEAR, GROW, WRITE -> true;
            case READ, ITERATE, CLONE, LEN, UNKNOWN -> false;
        };
    }
}
