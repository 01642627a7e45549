package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of an issue's history.
///
/// @param actor  name of the token that decided it, [IssueHistory#LOCAL] without tokens, [IssueHistory#ITSELF] when nobody
///               did
/// @param field  what changed; null when the issue as a whole did
/// @param from   the value before; null for none
/// @param to     the value since; null for none
/// @param reason as given by who decided it
@Schema(name = "IssueEvent")
public record IssueEvent(UUID id, Instant at, String actor, Action action, @Nullable String field,
        @Nullable String from, @Nullable String to, @Nullable String reason) {

    /// What happened.
    public enum Action {
        /** First seen. */
        CREATED,
        /** Somebody changed a field. */
        CHANGED,
        /** Somebody took a change back. */
        UNDONE,
        /** It came back after it had been resolved. */
        REGRESSED,
        /** The time or the count it was ignored until has come. */
        WOKEN,
        /** Merged into another issue, `to`. */
        MERGED,
        /** Another issue, `from`, was merged into it. */
        ABSORBED,
        /** Taken out of another issue, `from`. */
        UNMERGED,
        /** Another issue, `to`, was taken out of it. */
        RELEASED
    }
}
