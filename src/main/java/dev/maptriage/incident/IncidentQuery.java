package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Kind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which incidents to list; null and blank mean "any". Bindable from request parameters of the same names.
///
/// @param function culprit function, full or from its package name on: `cart.(*Store).Get`
/// @param q        words that message, functions or files must all hold, in any order and case
/// @param since    seen at this time or later
/// @param until    seen before this time
/// @param cursor   [Slice#next] of the page before
public record IncidentQuery(@Nullable Category category, @Nullable Kind kind, @Nullable String service,
        @Nullable String environment, @Nullable String release, @Nullable UUID issueId, @Nullable String function,
        @Nullable String q, @Nullable Instant since, @Nullable Instant until, @Nullable PageSize size,
        @Nullable String cursor) {

    public static final IncidentQuery ALL = new IncidentQuery(null, null, null, null, null, null, null, null, null,
            null, null, null);

    /// All incidents of one issue.
    public static IncidentQuery ofIssue(UUID issue, PageSize size) {
        return new IncidentQuery(null, null, null, null, null, issue, null, null, null, null, size, null);
    }
}
