package dev.maptriage.intake;

import dev.maptriage.incident.SourceLabels;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A body to triage.
///
/// @param body            is read to its end and not closed
/// @param contentEncoding value of `Content-Encoding`; null without one
/// @param sizeHint        bytes that `body` will give; -1 when unknown
/// @param opened          whether somebody has taken the outer packing off and watched the size as sent, so that only the
///                        limit of inflated text applies
/// @param labels          what the sender says about the source, asked for when the body is read; goes before what the
///                        wrapping says
/// @param idempotencyKey  the sender's key; null without one
public record TriageRequest(InputStream body, @Nullable String contentEncoding, long sizeHint, boolean opened,
        Supplier<SourceLabels> labels, @Nullable String idempotencyKey) {

    /// A file or text that somebody gave to a form.
    public static TriageRequest of(InputStream body, long size, SourceLabels labels) {
        return new TriageRequest(body, null, size, false, () -> labels, null);
    }
}
