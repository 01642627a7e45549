package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Kind;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// Row of an [Issue]. Everything that counts or dates is written while the row is locked.
@Entity
@Table(name = "issue")
@SuppressWarnings("NullAway.Init")
class IssueEntity {
    @Id
    UUID id;
    // An object, so that an entity with a given id is known to be new while it has no version.
    @Version
    @Nullable
    Long version;
    String fingerprint;
    String title;
    String message;
    @Nullable
    String culpritFunction;
    @Nullable
    String culpritFile;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Category category;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Kind kind;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Issue.Status status = Issue.Status.OPEN;
    boolean regressed;
    long incidentCount;
    Instant firstSeen;
    Instant lastSeen;
    @Nullable
    String firstRelease;
    @Nullable
    Instant firstReleaseAt;
    @Nullable
    String lastRelease;
    @Nullable
    Instant lastReleaseAt;
    @Nullable
    String assignee;
    @Nullable
    String resolvedIn;
    @Nullable
    Instant ignoreUntil;
    @Nullable
    Long ignoreUntilCount;
    @Nullable
    String note;
    @Nullable
    UUID mergedInto;
    @Nullable
    String receiver;
    @Nullable
    Instant resolvedAt;

    /// What an incident does to its issue beside being counted.
    enum Effect {
        NONE,
        REGRESSED,
        WOKEN
    }

    /// Takes one more incident into account.
    Effect add(Instant seenAt, @Nullable String release, Instant now) {
        incidentCount++;
        firstSeen = seenAt.isBefore(firstSeen) ? seenAt : firstSeen;
        lastSeen = seenAt.isAfter(lastSeen) ? seenAt : lastSeen;
        if (release != null) {
            if (firstReleaseAt == null || seenAt.isBefore(firstReleaseAt)) {
                firstRelease = release;
                firstReleaseAt = seenAt;
            }
            if (lastReleaseAt == null || !seenAt.isBefore(lastReleaseAt)) {
                lastRelease = release;
                lastReleaseAt = seenAt;
            }
        }
        if (status == Issue.Status.RESOLVED && !Releases.isOlder(release, resolvedIn)) {
            status = Issue.Status.OPEN;
            regressed = true;
            return Effect.REGRESSED;
        }
        return wake(now) ? Effect.WOKEN : Effect.NONE;
    }

    /// Opens it again when it was ignored until a time or a count that has come.
    boolean wake(Instant now) {
        boolean due = status == Issue.Status.IGNORED && ((ignoreUntil != null && !ignoreUntil.isAfter(now))
                || (ignoreUntilCount != null && incidentCount >= ignoreUntilCount));
        if (due) {
            status = Issue.Status.OPEN;
            ignoreUntil = null;
            ignoreUntilCount = null;
        }
        return due;
    }
}
