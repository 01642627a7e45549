package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of a simulation.
///
/// @param state      `QUEUED`, `RUNNING`, `DONE`, `FAILED`
/// @param end        how the witness ends
/// @param story      in one or two sentences, how it came to that; null when there is nothing to tell
/// @param summary    one sentence on what was explored; null before
/// @param shares     how schedules end; empty before and for convoys
/// @param stage      the step that is shown; null without steps
/// @param strip      the whole schedule; null without steps
/// @param table      rows around the step
/// @param reason     why it was not reproduced; null if it was
/// @param outcomes   all ends that were seen
/// @param convoy     what a lock convoy's laboratory says; null for all others
/// @param form       what else can be asked for
record SimulationView(String id, String state, String stateWords, boolean finished, String title, EndView end,
        @Nullable String story, List<IncidentView.Fact> facts, @Nullable String incident, @Nullable String reason,
        @Nullable String summary,
        List<Share> shares, List<OutcomeRow> outcomes, @Nullable StageView stage, @Nullable StripView strip,
        List<StepRow> table, LabPages.@Nullable Results convoy, FormView form) {

    /// How a run ends, as shape, word and the runtime's message.
    ///
    /// @param id   CSS class: `detected`, `silent`, `benign`, `waiting`
    /// @param text the message, or what is wrong in words
    record EndView(String id, String word, String text, boolean message) {}

    /// A part of all schedules.
    ///
    /// @param id      CSS class: `detected`, `silent`, `benign`
    /// @param x       start of the bar, in thousandths
    /// @param width   in thousandths
    record Share(String id, String word, String count, String percent, double x, double width) {}

    /// @param when what the goroutine does as it notices; empty if none does
    record OutcomeRow(String id, String word, String text, String who, String when, String count, String percent) {}

    /// One step and the world after it.
    ///
    /// @param n       0 for the moment before the first step
    /// @param caption the step in one line
    /// @param ticks   steps around it, one lane per goroutine
    /// @param lanes   what each goroutine has in flight
    /// @param changes what is different, in words
    record StageView(int n, int count, String caption, @Nullable String failure, List<TickView> ticks,
            List<LaneView> lanes, MapView map, List<MapView.Figure> shared, List<ChangeView> changes,
            @Nullable CodeView code) {

        /// Whether there is a step before.
        public boolean first() {
            return n <= 1;
        }

        /// Whether there is none behind.
        public boolean last() {
            return n >= count;
        }
    }

    /// @param lane  1 to 8: the column
    /// @param when   CSS class: `past`, `now`, `next`
    /// @param detail what it reads and writes; empty when the words say it all
    /// @param fails  whether the fault is raised here
    record TickView(int n, int lane, String when, String action, String words, String detail, boolean fails) {}

    /// @param calls   of its program
    /// @param held    what it has in flight, name and value
    record LaneView(int goroutine, int lane, String state, String stateId, List<CallView> calls,
            List<MapView.Figure> held) {}

    record CallView(String text, boolean now) {}

    record ChangeView(String place, String before, String after) {}

    /// @param place `src/runtime/map.go:121`
    record CodeView(String function, String action, String says, String detail, @Nullable String place,
            @Nullable String href, @Nullable String release, List<String> instructions) {}

    /// All steps in one strip.
    ///
    /// @param rows goroutines
    /// @param holds where a goroutine takes the map for its own
    record StripView(int width, int height, List<LaneName> rows, List<Run> runs, List<Run> holds, List<Mark> marks,
            double now, String label) {

        record LaneName(int lane, String name) {}

        /// Neighbouring steps of one goroutine.
        record Run(int x, int y, int width, int lane) {}

        /// A step that stands out.
        record Mark(int x, int y, String id) {}
    }

    record StepRow(int n, int goroutine, int lane, String call, String function, String action, String detail,
            boolean now, boolean fails) {}

    /// What else can be asked for.
    ///
    /// @param action where the form is sent
    /// @param fields parameters of the scenario
    record FormView(String action, List<Group> scenarios, List<Option> versions, String seed,
            List<LabView.Field> fields) {

        /// Scenarios with the same protection.
        record Group(String label, List<Option> options) {}

        record Option(String value, String text, boolean selected) {}
    }
}
