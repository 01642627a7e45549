package dev.maptriage.incident;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a text came from, as far as its sender or its wrapping says. Blank values count as absent.
///
/// @param service     name of the crashed service
/// @param environment e.g. `prod`
/// @param release     version that crashed
/// @param host        machine or pod
/// @param title       a title the sender gave
/// @param occurredAt  when it crashed
public record SourceLabels(@Nullable String service, @Nullable String environment, @Nullable String release,
        @Nullable String host, @Nullable String title, @Nullable Instant occurredAt) {

    public static final SourceLabels NONE = new SourceLabels(null, null, null, null, null, null);

    /// Longest label that is kept; the rest is cut off.
    static final int MAX_LENGTH = 200;

    public SourceLabels {
        service = Columns.label(service, MAX_LENGTH);
        environment = Columns.label(environment, MAX_LENGTH);
        release = Columns.label(release, MAX_LENGTH);
        host = Columns.label(host, MAX_LENGTH);
        title = Columns.label(title, 500);
        occurredAt = Columns.time(occurredAt);
    }

    /// These labels, with the gaps filled from others.
    public SourceLabels or(SourceLabels others) {
        return new SourceLabels(first(service, others.service), first(environment, others.environment),
                first(release, others.release), first(host, others.host), first(title, others.title),
                first(occurredAt, others.occurredAt));
    }

    /// These labels with each word passed through a function; times stay.
    public SourceLabels map(UnaryOperator<String> words) {
        return new SourceLabels(mapped(service, words), mapped(environment, words), mapped(release, words),
                mapped(host, words), mapped(title, words), occurredAt);
    }

    private static @Nullable String mapped(@Nullable String word, UnaryOperator<String> words) {
        return word == null ? null : words.apply(word);
    }

    private static <T> @Nullable T first(@Nullable T a, @Nullable T b) {
        return a != null ? a : b;
    }
}
