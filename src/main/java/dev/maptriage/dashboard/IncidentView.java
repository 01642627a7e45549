package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Advice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one incident, from top to bottom.
///
/// @param id            of the incident
/// @param title         of the window
/// @param mark          the category
/// @param kind          the kind, in words
/// @param message       the runtime's own, untranslated
/// @param verdictHref   the line that holds it; null without one
/// @param confidence    in per cent
/// @param insufficient  whether the category is not decided by the text
/// @param recoverable   whether `recover()` could have caught it, in words; null where nothing stopped
/// @param facts         version, map, service and so on
/// @param time          when it happened
/// @param missing       what the text lacks and how to get it
/// @param story         what happened, one sentence
/// @param parties       the two sides; with an unknown one there is one
/// @param otherParties  further ones
/// @param unknownOther  what is known of a party the text does not show; null when it does, or when there is none
/// @param suspects      possible other parties
/// @param advice        what to do, first things first
/// @param evidence      the lines that count
/// @param groups        goroutines with equal stacks
/// @param goroutines    how many goroutines in how many groups; null without any
/// @param trace         the annotated text
/// @param find          what was searched for in the text; null without a search
/// @param notes         what of the text could not be read
record IncidentView(String id, String title, MarkView mark, String kind, String message, @Nullable String verdictHref,
        String confidence, boolean insufficient, @Nullable String recoverable, List<Fact> facts, TimeView time,
        List<String> missing, List<Span> story, List<PartyView> parties, List<PartyView> otherParties,
        @Nullable String unknownOther, List<SuspectView> suspects, List<AdviceView> advice, List<EvidenceView> evidence,
        List<GroupView> groups, @Nullable String goroutines, TracePane trace, @Nullable FindView find,
        List<NoteView> notes) {

    /// A label and what it says.
    record Fact(String label, String value) {}

    /// @param score   in per cent
    /// @param reasons strongest first
    record SuspectView(String name, PartyView.FrameView frame, String score, List<String> reasons) {}

    /// @param language of the code; null without code
    record AdviceView(String title, String why, @Nullable String code, @Nullable String language) {

        static AdviceView of(Advice advice, PageWords words) {
            return new AdviceView(words.phrase(advice.title()), words.phrase(advice.why()), advice.code(),
                    advice.language());
        }
    }

    /// @param number as in the margin of the text
    /// @param lines  `line 4` or `lines 4–9`
    record EvidenceView(int number, String lines, @Nullable String href, String why) {}

    /// @param count how many goroutines
    /// @param state as printed
    /// @param name  short name of the top frame; null without frames
    record GroupView(String count, String state, @Nullable String name, @Nullable String title,
            @Nullable String href) {}

    /// @param line `line 4`
    record NoteView(String line, @Nullable String href, String words) {}

    /// A search in the text.
    ///
    /// @param query   as asked
    /// @param summary how many lines hold it
    /// @param hits    the first of them
    record FindView(String query, String summary, List<Hit> hits) {

        /// @param text the line, cut around the words
        record Hit(int number, @Nullable String href, String text) {}
    }
}
