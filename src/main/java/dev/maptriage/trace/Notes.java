package dev.maptriage.trace;

import java.util.ArrayList;
import java.util.List;

/// Collects notes up to a bound and counts the rest.
final class Notes {
    private final int limit;
    private final List<ParseNote> notes = new ArrayList<>();
    private int dropped;
    private int lastDropped = 1;

    Notes(int limit) {
        this.limit = limit;
    }

    void add(int line, String key, Object... args) {
        if (notes.size() < limit) {
            notes.add(ParseNote.of(line, key, args));
        } else {
            dropped++;
            lastDropped = line;
        }
    }

    void addAll(Notes others) {
        for (ParseNote note : others.notes) {
            if (notes.size() < limit) {
                notes.add(note);
            } else {
                dropped++;
                lastDropped = note.line();
            }
        }
        if (others.dropped > 0) {
            dropped += others.dropped;
            lastDropped = others.lastDropped;
        }
    }

    List<ParseNote> list() {
        List<ParseNote> all = new ArrayList<>(notes);
        if (dropped > 0) {
            all.add(ParseNote.of(lastDropped, "note.more", dropped));
        }
        return all;
    }
}
