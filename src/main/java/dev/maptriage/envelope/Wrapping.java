package dev.maptriage.envelope;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that log systems, editors and people put around the lines that Go printed.
interface Wrapping {

    /// Takes it off.
    ///
    /// @param sample some lines of the text, to decide quickly that the wrapping is not there
    /// @return null when it is not there
    @Nullable
    Unwrapped unwrap(Lines lines, Sample sample);

    /// A text after one wrapping was taken off.
    ///
    /// @param name   as the envelope lists it
    /// @param lines  what was inside
    /// @param sure   whether the shape alone is proof, even when another wrapping hides Go's lines still
    /// @param whole  whether it was around all of the text, so that nothing can be around it
    /// @param labels what the wrapping says about the source
    record Unwrapped(String name, Lines lines, boolean sure, boolean whole,
            Map<String, String> labels) {

        Unwrapped(String name, Lines lines, boolean sure) {
            this(name, lines, sure, false, Map.of());
        }
    }
}
