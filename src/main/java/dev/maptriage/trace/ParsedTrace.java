package dev.maptriage.trace;

import java.util.List;

/// What a text says.
///
/// @param text    the text that was read
/// @param reports crashes, dumps and race reports in the order of the text
/// @param notes   what could not be read
public record ParsedTrace(TraceText text, List<TraceReport> reports, List<ParseNote> notes) {

    public ParsedTrace {
        reports = List.copyOf(reports);
        notes = List.copyOf(notes);
    }
}
