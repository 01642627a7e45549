package dev.maptriage.intake.collector;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An alert: it says that something is wrong somewhere, and carries no text to diagnose.
///
/// @param title     the alert's name or summary
/// @param status    e.g. `firing`
/// @param startedAt when it began
/// @param url       where its sender shows it
public record Pointer(String title, String status, @Nullable String service, @Nullable String host,
        @Nullable Instant startedAt, @Nullable String url) {

    /// The same without the secrets in its words.
    Pointer masked(UnaryOperator<String> mask) {
        return new Pointer(mask.apply(title), status, service == null ? null : mask.apply(service),
                host == null ? null : mask.apply(host), startedAt, url == null ? null : mask.apply(url));
    }
}
