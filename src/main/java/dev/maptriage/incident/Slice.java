package dev.maptriage.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list. Its cost does not grow with what lies before it.
///
/// @param next cursor of the following page; null on the last
public record Slice<T>(List<T> items, @Nullable String next) {

    public Slice {
        items = List.copyOf(items);
    }
}
