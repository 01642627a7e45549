package dev.maptriage.diagnosis;

/// The kind of text a diagnosis was read from.
public enum Source {
    PANIC,
    FATAL_ERROR,
    SIGNAL,
    RACE_REPORT,
    GOROUTINE_DUMP,
    MUTEX_PROFILE,
    GC_TRACE,
    /** A stack without a crash head, as a recover handler or a logger prints it. */
    STACK_ONLY
}
