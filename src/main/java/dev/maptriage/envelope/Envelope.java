package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.util.List;
import java.util.Map;

/// An upload with its wrappings taken off.
///
/// @param wrappings names of what was taken off, outermost first, e.g. `GZIP`, `CRI`; empty for plain text
/// @param received  the inflated body as it came, before any wrapping inside the text was taken off; line numbers of
///                  evidence refer to it
/// @param text      the lines that Go printed; the same object as `received` where nothing was taken off
/// @param sha256    of the inflated body, 64 lower-case hex digits
/// @param bytes     size of the inflated body
/// @param labels    what the wrappings say about the source: `service`, `host`, `environment`, `release`, `occurredAt`,
///                  `title`; absent keys are unknown
public record Envelope(List<String> wrappings, TraceText received, TraceText text, String sha256, long bytes,
        Map<String, String> labels) {

    public Envelope {
        wrappings = List.copyOf(wrappings);
        labels = Map.copyOf(labels);
    }

    /// The wrappings joined by `+`, `PLAIN` for none.
    public String name() {
        return wrappings.isEmpty() ? "PLAIN" : String.join("+", wrappings);
    }
}
