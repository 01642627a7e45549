package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A laboratory's page.
///
/// @param id       last part of its address, and of its keys in the bundle
/// @param problem  why the settings were not taken; then there are no results
/// @param command  the same experiment from a terminal
/// @param tiles    the figures that answer the page's question
record LabView(String id, String title, String lead, List<Field> fields, @Nullable ProblemView problem,
        String command, List<Tile> tiles, List<Section> sections) {

    /// An input of the form.
    ///
    /// @param choices words to choose from; empty for a number
    record Field(String name, String label, String value, @Nullable String min, @Nullable String max,
            @Nullable String step, List<Choice> choices) {}

    record Choice(String value, String label, boolean selected) {}

    record Tile(String label, String value, String note) {}

    /// @param notes paragraphs below
    record Section(String id, String title, @Nullable String intro, @Nullable PlotView plot, @Nullable Table table,
            List<String> notes) {}

    /// @param rows  first cell is the head of the row
    /// @param words columns at the left that hold words and not figures
    record Table(String caption, List<String> heads, List<List<String>> rows, int words) {}
}
