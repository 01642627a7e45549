package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;

/// A category's shape and word. Both always stand together: colour alone says nothing.
///
/// @param id   of the shape, also the CSS class: `nil`, `concurrent`, `growth`, `other`
/// @param word in the reader's language
record MarkView(String id, String word) {

    static MarkView of(Category category, PageWords words) {
        return new MarkView(id(category), words.text("category." + category));
    }

    static String id(Category category) {
        return switch (category) {
            case NIL_MAP_WRITE -> "nil";
            case CONCURRENT_WRITE -> "concurrent";
            case GROWTH_CONTENTION -> "growth";
            case OTHER -> "other";
        };
    }
}
