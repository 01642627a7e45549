package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map at one moment, ready to be drawn.
///
/// @param id      CSS class: `classic`, `swiss`, `nil`, `other`
/// @param name    the Go expression of the map
/// @param lamps   its flags
/// @param figures its counters
/// @param arrays  old array first, then the current one; or one per table
/// @param directory per entry the number of its table; empty without one
/// @param entries of a container that is no built-in map
record MapView(String id, String name, List<Lamp> lamps, List<Figure> figures, List<Entry> directory,
        List<Array> arrays, List<Figure> entries) {

    /// A flag.
    record Lamp(String name, boolean on, boolean changed) {}

    /// A number with a name.
    record Figure(String name, String value, boolean changed) {}

    /// An entry of the directory.
    record Entry(int index, String table, boolean changed) {}

    /// An array of buckets, a table, or the group of a small map.
    ///
    /// @param title   what it is
    /// @param figures of a table
    /// @param gauge   how much room is left; null for none
    /// @param rows    buckets or groups
    /// @param elided  how many are not shown, in words; null if all are
    /// @param old     whether it is being emptied
    record Array(String title, List<Figure> figures, @Nullable Gauge gauge, List<Row> rows, @Nullable String elided,
            boolean old) {}

    /// @param max  room at the start
    /// @param text in words
    record Gauge(int value, int max, String text, boolean changed) {}

    /// A bucket with its overflow chain, or a group.
    ///
    /// @param cursor whether evacuation has come so far
    /// @param done   whether it has been evacuated
    record Row(int index, boolean cursor, boolean done, List<List<Cell>> buckets) {}

    /// A cell or slot.
    ///
    /// @param mark    tophash or control byte in hex
    /// @param id      CSS class: `full`, `empty`, `rest`, `deleted`, `moved`
    /// @param key     null without an entry
    /// @param changed whether this step changed it
    /// @param targets goroutines whose operation works on it, as text; empty for none
    record Cell(String mark, String id, @Nullable String key, @Nullable String elem, boolean changed, String targets,
            String title) {}
}
