package dev.maptriage.simulation;

/// What is wrong after a run that the runtime let pass. Measured against every order in which the operations could have
/// run one after the other. Sorted by weight: the first one that holds names the outcome.
public enum Corruption {
    /** An operation never comes to its end. */
    ENDLESS_LOOP,
    /** Two goroutines made a map each, and what one of them stored is gone with its map. */
    LOST_MAP,
    /** A key is stored twice. */
    DUPLICATE_KEY,
    /** A key is stored where no lookup finds it. */
    BROKEN_CHAIN,
    /** A key that was stored is gone. */
    LOST_KEY,
    /** A key that was deleted, or that nobody stored, is there. */
    GHOST_KEY,
    /** A key has a value that no order of the operations leaves there. */
    LOST_UPDATE,
    /** The map counts more or fewer entries than it holds. */
    WRONG_COUNT,
    /** The writer's mark is still set: the next operation, even alone, is fatal. */
    FLAG_LEFT_SET,
    /** A read returned what was never there: a half-written or an absent entry. */
    TORN_READ,
    /** An iteration or a clone saw a content that the map never had. */
    TORN_ITERATION
}
