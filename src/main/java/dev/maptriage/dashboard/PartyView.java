package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of the story with its short stack.
///
/// @param anchor  id of its card, for jumps
/// @param role    what it is, in words
/// @param name    e.g. `goroutine 18`
/// @param state   e.g. `running`; null when not printed
/// @param deed    what it did with the map, in words; null where it did nothing with one
/// @param href    its first line in the text; null when unknown
/// @param runs    frames from the innermost outwards, runtime frames apart
/// @param created where it was started; null when not printed
record PartyView(String anchor, String role, String name, @Nullable String state, @Nullable String deed,
        @Nullable String href,
        List<Run> runs, @Nullable FrameView created) {

    /// Neighbouring frames of one kind.
    ///
    /// @param folded summary of frames of Go itself, which stand folded; null for the user's
    record Run(@Nullable String folded, List<FrameView> frames) {}

    /// One frame.
    ///
    /// @param name  short
    /// @param title as printed
    /// @param place `store.go:57`; null when not printed
    /// @param path  full path; null when not printed
    /// @param href   its line in the text; null when unknown
    /// @param source where its code is to be read; null when no template says
    record FrameView(String name, String title, @Nullable String place, @Nullable String path, @Nullable String href,
            @Nullable String source) {}
}
