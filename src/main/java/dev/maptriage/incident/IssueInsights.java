package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What can be said about an issue beyond what it holds: who should have it, who the other party is, whether the fix holds.
@Component
public class IssueInsights {
    /// The rate before a fix is that of so many days.
    private static final Duration BEFORE = Duration.ofDays(30);

    private final EntityManager entities;
    private final Owners owners;
    private final Counterparts counterparts;
    private final Feedback feedback;
    private final Clock clock;

    IssueInsights(EntityManager entities, Owners owners, Counterparts counterparts, Feedback feedback, Clock clock) {
        this.entities = entities;
        this.owners = owners;
        this.counterparts = counterparts;
        this.feedback = feedback;
        this.clock = clock;
    }

    /// What is known about one issue.
    ///
    /// @param suggestedAssignee by the owner rules; null when none fits
    /// @param counterparts      who the other party was, by history
    /// @param fix               null unless it is resolved
    /// @param feedback          opinions about its incidents
    public record Insight(@Nullable String suggestedAssignee, List<CounterpartStatistic> counterparts,
            @Nullable FixOdds fix, Map<Feedback.Verdict, Long> feedback) {
        static final Insight NONE = new Insight(null, List.of(), null, Map.of());

        public Insight {
            counterparts = List.copyOf(counterparts);
            feedback = Map.copyOf(feedback);
        }
    }

    /// Everything about one issue.
    @Transactional(readOnly = true)
    public Insight of(UUID id) {
        IssueEntity issue = entities.find(IssueEntity.class, id);
        if (issue == null) {
            return Insight.NONE;
        }
        return new Insight(owners.suggested(issue.culpritFunction, issue.culpritFile).orElse(null),
                counterparts.of(id), fix(issue), feedback.ofIssue(id));
    }

    private @Nullable FixOdds fix(IssueEntity issue) {
        Instant since = issue.resolvedAt;
        if (issue.status != Issue.Status.RESOLVED || since == null) {
            return null;
        }
        Instant from = since.minus(BEFORE).isAfter(issue.firstSeen) ? since.minus(BEFORE) : issue.firstSeen;
        Long crashes = entities.createQuery("""
                select sum(incidentCount) from IssueDayEntity
                where key.issueId = :issue and key.seenOn between :from and :to""", Long.class)
                .setParameter("issue", issue.id).setParameter("from", LocalDate.ofInstant(from, ZoneOffset.UTC))
                .setParameter("to", LocalDate.ofInstant(since, ZoneOffset.UTC)).getSingleResult();
        return FixOdds.of(crashes == null ? 0 : crashes, from, since, clock.instant());
    }
}
