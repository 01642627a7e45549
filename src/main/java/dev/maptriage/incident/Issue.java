package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.Phrase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One bug: all incidents with one fingerprint.
///
/// @param title        message and function, e.g. `concurrent map writes in cart.(*Store).Put`
/// @param message      the runtime's message; may be empty
/// @param function     culprit function of the first incident; null when none was found
/// @param count        how many incidents it has
/// @param regressed    whether it came back after it had been resolved
/// @param firstRelease release of the earliest incident that names one
/// @param lastRelease  release of the latest incident that names one
/// @param services     names of services it was seen in, in alphabetical order
/// @param resolvedIn   release that fixed it
/// @param ignoreUntil  when it is opened again by itself; null for never
/// @param ignoreUntilCount how many incidents open it again; null for never
/// @param note         what somebody wrote about it
/// @param mergedInto   the issue that has its incidents now; null unless it is merged
/// @param merged       issues that are merged into this one
/// @param related      issues that are the same bug seen from another side, or may be
/// @param trend        incidents per day (UTC), oldest first, today last
/// @param version      grows with every change
public record Issue(UUID id, String fingerprint, String title, String message, @Nullable String function,
        Category category, Kind kind, Status status, boolean regressed, long count, Instant firstSeen, Instant lastSeen,
        @Nullable String firstRelease, @Nullable String lastRelease, List<String> services, @Nullable String assignee,
        @Nullable String resolvedIn, @Nullable Instant ignoreUntil, @Nullable Long ignoreUntilCount,
        @Nullable String note, @Nullable UUID mergedInto, List<UUID> merged, List<Related> related,
        List<Integer> trend, long version) {

    /// Days that [#trend] covers.
    public static final int TREND_DAYS = 14;

    public Issue {
        services = List.copyOf(services);
        merged = List.copyOf(merged);
        related = List.copyOf(related);
        trend = List.copyOf(trend);
    }

    /// The ETag of this state.
    public String tag() {
        return tag(version);
    }

    static String tag(@Nullable Long version) {
        return "\"" + version + "\"";
    }

    /// What has been decided about an issue.
    public enum Status {
        OPEN,
        ACKNOWLEDGED,
        RESOLVED,
        IGNORED
    }

    /// Another issue of the same bug.
    public record Related(UUID id, Phrase because) {}
}
