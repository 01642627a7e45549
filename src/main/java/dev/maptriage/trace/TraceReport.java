package dev.maptriage.trace;

import java.util.List;

/// One crash, dump or race report of a text: what the text says, without an opinion.
public sealed interface TraceReport
        permits PanicReport, FatalErrorReport, SignalReport, RaceReport, GoroutineDump, RuntimeLog,
        ProfileReport {

    /// The lines it was read from.
    LineRange lines();

    /// The goroutines of the dump that belongs to it, in the order of the text; empty for races and logs.
    List<Goroutine> goroutines();
}
