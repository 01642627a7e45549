package dev.maptriage.trace;

import java.util.List;

/// Something the parser could not read, or read only in part. Trouble is data here, never an exception.
///
/// @param line line of the text, counted from 1
/// @param key  message key, e.g. `note.frame-without-file`
/// @param args arguments of the message, strings and whole numbers
public record ParseNote(int line, String key, List<Object> args) {

    public ParseNote {
        args = List.copyOf(args);
    }

    static ParseNote of(int line, String key, Object... args) {
        return new ParseNote(line, key, List.of(args));
    }
}
