package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes what an issue shows of its incidents agree with them again, after incidents have gone or come in bulk. Storing
/// one more incident does not need it. The issue's row must be locked.
@Component
class IssueTotals {
    private final EntityManager entities;

    IssueTotals(EntityManager entities) {
        this.entities = entities;
    }

    /// Counts everything anew.
    void recount(IssueEntity issue) {
        entities.flush();
        issue.incidentCount = entities
                .createQuery("select count(*) from IncidentEntity where issueId = :issue", Long.class)
                .setParameter("issue", issue.id).getSingleResult();
        dates(issue);
        sql("delete from issue_day where issue_id = :issue", issue.id);
        sql("""
                insert into issue_day (issue_id, seen_on, incident_count)
                select d.issue_id, d.seen_on, count(*)
                from (select issue_id, cast(seen_at at time zone 'UTC' as date) as seen_on
                      from incident where issue_id = :issue) d
                group by d.issue_id, d.seen_on""", issue.id);
        sql("delete from issue_label where issue_id = :issue", issue.id);
        sql("delete from issue_counterpart where issue_id = :issue", issue.id);
        sql("""
                insert into issue_counterpart (issue_id, basis, function_name, incident_count)
                select issue_id, other_basis, other_function, count(*) from incident
                where issue_id = :issue and other_function is not null
                group by issue_id, other_basis, other_function""", issue.id);
        labels(issue.id, "SERVICE", "service");
        labels(issue.id, "ENVIRONMENT", "environment");
        labels(issue.id, "RELEASE", "release_name");
        entities.flush();
    }

    private void labels(UUID issue, String label, String column) {
        sql("insert into issue_label (issue_id, label, label_value) select distinct issue_id, '" + label + "', "
                + column + " from incident where issue_id = :issue and " + column + " is not null", issue);
    }

    private void sql(String statement, UUID issue) {
        entities.createNativeQuery(statement).setParameter("issue", issue).executeUpdate();
    }

    /// First and last time and release, after one incident went. Most lie in between, and nothing is read for them.
    void datesWithout(IncidentEntity gone, IssueEntity issue) {
        if (!gone.seenAt.isAfter(issue.firstSeen) || !gone.seenAt.isBefore(issue.lastSeen)) {
            times(issue);
        }
        boolean between = issue.firstReleaseAt != null && gone.seenAt.isAfter(issue.firstReleaseAt)
                && issue.lastReleaseAt != null && gone.seenAt.isBefore(issue.lastReleaseAt);
        if (gone.release != null && !between) {
            releases(issue);
        }
    }

    /// First and last time and release.
    private void dates(IssueEntity issue) {
        times(issue);
        releases(issue);
    }

    private void times(IssueEntity issue) {
        Object[] seen = entities
                .createQuery("select min(seenAt), max(seenAt) from IncidentEntity where issueId = :issue",
                        Object[].class)
                .setParameter("issue", issue.id).getSingleResult();
        if (seen[0] != null) {
            issue.firstSeen = (Instant) seen[0];
            issue.lastSeen = (Instant) seen[1];
        }
    }

    private void releases(IssueEntity issue) {
        IncidentEntity first = released(issue.id, "seenAt, id");
        issue.firstRelease = first == null ? null : first.release;
        issue.firstReleaseAt = first == null ? null : first.seenAt;
        IncidentEntity last = released(issue.id, "seenAt desc, id desc");
        issue.lastRelease = last == null ? null : last.release;
        issue.lastReleaseAt = last == null ? null : last.seenAt;
    }

    private @Nullable IncidentEntity released(UUID issue, String order) {
        List<IncidentEntity> found = entities.createQuery(
                "from IncidentEntity where issueId = :issue and release is not null order by " + order,
                IncidentEntity.class).setParameter("issue", issue).setMaxResults(1).getResultList();
        return found.isEmpty() ? null : found.getFirst();
    }
}
