package dev.maptriage.trace;

/// One crash, dump or race report of a text.
public sealed interface TraceReport permits GoroutineDump {
    /// The lines it was read from.
    LineRange lines();
}
