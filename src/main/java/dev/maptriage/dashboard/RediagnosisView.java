package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/rediagnosis`.
///
/// @param stock   how many incidents older rules diagnosed
/// @param older   whether there are any
/// @param running the run under way; null when there is none
/// @param problem why the last form was refused; null when it was not
record RediagnosisView(String stock, boolean older, @Nullable String running, @Nullable String problem,
        List<Line> runs) {

    /// One run of the past.
    record Line(String id, TimeView time, String what, String scope, String actor) {}

    /// `/rediagnosis/{id}`.
    ///
    /// @param progress how far it is; null when it has ended
    /// @param told     what came of it, in a sentence
    /// @param offer    what applying it would do; null when it cannot be applied
    /// @param note     why it cannot be applied any more; null when that need not be said
    /// @param values   the commonest differences in the chosen field
    /// @param next     link to further differences; null on the last page
    record Run(String id, boolean applying, DeliveryRow.State state, TimeView time, @Nullable Progress progress,
            List<IncidentView.Fact> facts, String told, @Nullable String failed, @Nullable String offer,
            @Nullable String note, @Nullable String problem, List<ChipView> fields, List<Value> values,
            List<Changed> changed, @Nullable String next) {}

    record Progress(long seen, long of, String words) {}

    /// How often one value takes the place of another.
    record Value(String count, Said from, Said to) {}

    record Changed(IncidentRow incident, List<Difference> differences) {}

    record Difference(String field, Said from, Said to) {}

    /// A value in the reader's words, or as code.
    ///
    /// @param title in full, for the tooltip; null when nothing was cut
    record Said(String text, boolean code, @Nullable String title) {}
}
