package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Decisions about issues: status, owner and notes, merging and taking apart, one by one or many at once.
///
/// Every decision is written to the history with the value before, which is also what undoing goes by. Issues are locked in
/// the order of their ids, as uploads lock them.
@Component
@Transactional
public class IssueWorkflow {
    private static final int MAX_BULK = 500;
    private static final int WAKE_BATCH = 200;

    private final EntityManager entities;
    private final Issues issues;
    private final IssueHistory history;
    private final IssueTotals totals;
    private final LiveEvents live;
    private final IssueCounts counts;
    private final Clock clock;

    IssueWorkflow(EntityManager entities, Issues issues, IssueHistory history, IssueTotals totals, LiveEvents live,
            IssueCounts counts, Clock clock) {
        this.live = live;
        this.counts = counts;
        this.entities = entities;
        this.issues = issues;
        this.history = history;
        this.totals = totals;
        this.clock = clock;
    }

    /// Changes an issue.
    ///
    /// @param ifMatch ETag that the issue must still have; null for any
    /// @throws Problem when there is no such issue, it has changed meanwhile, or a value does not fit
    public Issue change(UUID id, @Nullable String ifMatch, IssuePatch patch, String actor) {
        IssueEntity issue = lockUnmerged(id);
        requireMatch(issue, ifMatch);
        apply(issue, patch, actor, null);
        entities.flush();
        return read(id);
    }

    /// Whether anything changed.
    private boolean apply(IssueEntity issue, IssuePatch patch, String actor, @Nullable UUID batch) {
        Instant now = Columns.now(clock);
        Issue.Status status = issue.status;
        Map<IssueField, Optional<String>> before = values(issue);
        Map<IssueField, Optional<String>> checked = new EnumMap<>(IssueField.class);
        patch.changes().forEach((field, value) -> checked.put(field, field.check(value.orElse(null), issue, now)));
        checked.forEach((field, value) -> {
            field.write(issue, value.orElse(null));
            if (field == IssueField.STATUS) {
                settle(issue, status, now);
            }
        });
        boolean changed = false;
        for (Map.Entry<IssueField, Optional<String>> after : values(issue).entrySet()) {
            Optional<String> old = Objects.requireNonNull(before.get(after.getKey()));
            if (!old.equals(after.getValue())) {
                changed = true;
                history.changed(issue.id, actor, IssueEvent.Action.CHANGED, after.getKey(), old.orElse(null),
                        after.getValue().orElse(null), patch.reason(), batch);
            }
        }
        if (changed) {
            announce(issue);
        }
        return changed;
    }

    private void announce(IssueEntity issue) {
        counts.forget();
        live.publish(LiveEvents.Type.ISSUE, issue.id, LiveEventFacts.of(issue, false));
    }

    /// What belonged to the old status goes with it.
    private static void settle(IssueEntity issue, Issue.Status before, Instant now) {
        if (issue.status == before) {
            return;
        }
        if (before == Issue.Status.IGNORED) {
            issue.ignoreUntil = null;
            issue.ignoreUntilCount = null;
        }
        if (issue.status == Issue.Status.RESOLVED) {
            issue.regressed = false;
            issue.resolvedAt = now;
        } else {
            issue.resolvedIn = null;
        }
    }

    private static Map<IssueField, Optional<String>> values(IssueEntity issue) {
        Map<IssueField, Optional<String>> values = new EnumMap<>(IssueField.class);
        for (IssueField field : IssueField.values()) {
            values.put(field, Optional.ofNullable(field.read(issue)));
        }
        return values;
    }

    /// What a change of many issues did.
    ///
    /// @param batch   what [#undo] takes
    /// @param changed how many issues are different now
    /// @param refused how many could not be changed so
    public record Bulk(UUID batch, int changed, int refused) {}

    /// Changes many issues alike; those that the change does not fit stay as they are.
    public Bulk changeAll(Collection<UUID> ids, IssuePatch patch, String actor) {
        UUID batch = Ids.next();
        int changed = 0;
        int refused = 0;
        for (UUID id : ids.stream().distinct().sorted().limit(MAX_BULK).toList()) {
            try {
                changed += apply(lockUnmerged(id), patch, actor, batch) ? 1 : 0;
            } catch (Problem unfit) {
                refused++;
            }
        }
        return new Bulk(batch, changed, refused);
    }

    /// Takes back what was changed together. A value that somebody has changed since stays.
    ///
    /// @return how many issues are as they were
    public int undo(UUID batch, String actor) {
        Map<UUID, List<IssueEventEntity>> changes = new LinkedHashMap<>();
        history.batch(batch).stream().filter(event -> event.action == IssueEvent.Action.CHANGED)
                .forEach(event -> changes.computeIfAbsent(event.issueId, ignored -> new ArrayList<>()).add(event));
        int undone = 0;
        for (UUID id : changes.keySet().stream().sorted().toList()) {
            IssueEntity issue = entities.find(IssueEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (issue != null && undo(issue, Objects.requireNonNull(changes.get(id)), actor)) {
                undone++;
            }
        }
        return undone;
    }

    private boolean undo(IssueEntity issue, List<IssueEventEntity> changes, String actor) {
        boolean untouched = changes.stream().allMatch(change -> Objects.equals(change.newValue, IssueField
                .of(change.field).map(field -> Columns.textOrNull(field.read(issue), 4_000)).orElse(null)));
        if (!untouched) {
            return false;
        }
        for (IssueEventEntity change : changes) {
            IssueField field = IssueField.of(change.field).orElseThrow();
            field.write(issue, change.oldValue);
            history.changed(issue.id, actor, IssueEvent.Action.UNDONE, field, change.newValue, change.oldValue, null,
                    null);
        }
        announce(issue);
        return true;
    }

    /// Merges an issue into another one: its incidents, and all that will come, belong to that one.
    ///
    /// @param reason why; null when nobody says
    /// @throws Problem when one of them is merged already, or they are one and the same
    public Issue merge(UUID source, UUID target, @Nullable String ifMatch, @Nullable String reason, String actor) {
        if (source.equals(target)) {
            throw conflict("problem.merge-itself");
        }
        IssueEntity from = lockInOrder(source, target, source);
        IssueEntity into = lockInOrder(source, target, target);
        requireMatch(from, ifMatch);
        if (from.mergedInto != null) {
            throw conflict("problem.merge-merged", source, from.mergedInto);
        }
        if (into.mergedInto != null) {
            throw conflict("problem.merge-chain", target, into.mergedInto);
        }
        if (!issues.mergedInto(source).isEmpty()) {
            throw conflict("problem.merge-holder", source);
        }
        update("update IssueFingerprintEntity set issueId = ?2 where issueId = ?1", source, target);
        update("update IncidentEntity set issueId = ?2 where issueId = ?1", source, target);
        update("update SearchDocumentEntity set issueId = ?2 where issueId = ?1", source, target);
        from.mergedInto = target;
        totals.recount(from);
        totals.recount(into);
        announce(from);
        announce(into);
        history.add(source, actor, IssueEvent.Action.MERGED, null, target.toString(), reason);
        history.add(target, actor, IssueEvent.Action.ABSORBED, source.toString(), null, reason);
        entities.flush();
        return read(target);
    }

    /// Takes a merged issue out again; or, given an issue that others are merged into, takes all of them out.
    ///
    /// @return the issues that stand alone again
    /// @throws Problem when nothing is merged here
    public List<Issue> unmerge(UUID id, @Nullable String ifMatch, @Nullable String reason, String actor) {
        IssueEntity found = find(id);
        UUID target = found.mergedInto != null ? found.mergedInto : id;
        List<UUID> sources = found.mergedInto != null ? List.of(id) : issues.mergedInto(id);
        if (sources.isEmpty()) {
            throw conflict("problem.unmerge-alone", id);
        }
        List<UUID> all = new ArrayList<>(sources);
        all.add(target);
        all.stream().sorted().forEach(this::lock);
        requireMatch(lock(id), ifMatch);
        sources.forEach(source -> release(lock(source), target, reason, actor));
        IssueEntity holder = lock(target);
        totals.recount(holder);
        announce(holder);
        entities.flush();
        return sources.stream().map(this::read).toList();
    }

    private void release(IssueEntity source, UUID target, @Nullable String reason, String actor) {
        if (!target.equals(source.mergedInto)) {
            throw conflict("problem.unmerge-alone", source.id);
        }
        update("update IssueFingerprintEntity set issueId = ?1 where homeId = ?1", source.id);
        update("""
                update IncidentEntity set issueId = ?1 where issueId = ?2
                and fingerprint in (select f.fingerprint from IssueFingerprintEntity f where f.homeId = ?1)""",
                source.id, target);
        update("""
                update SearchDocumentEntity set issueId = ?1 where issueId = ?2
                and id in (select i.documentId from IncidentEntity i where i.issueId = ?1)""", source.id, target);
        source.mergedInto = null;
        totals.recount(source);
        announce(source);
        history.add(source.id, actor, IssueEvent.Action.UNMERGED, target.toString(), null, reason);
        history.add(target, actor, IssueEvent.Action.RELEASED, null, source.id.toString(), reason);
    }

    /// Opens issues whose time of being ignored is over.
    ///
    /// @return how many
    public int wakeDue() {
        Instant now = Columns.now(clock);
        List<UUID> due = entities.createQuery("""
                select id from IssueEntity where ignoreUntil <= :now and status = :ignored order by id""", UUID.class)
                .setParameter("now", now).setParameter("ignored", Issue.Status.IGNORED).setMaxResults(WAKE_BATCH)
                .getResultList();
        due.stream().map(this::lock).filter(issue -> issue.wake(now)).forEach(issue -> {
            history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.WOKEN, Issue.Status.IGNORED.name(),
                    issue.status.name(), null);
            announce(issue);
        });
        return due.size();
    }

    private IssueEntity lockInOrder(UUID a, UUID b, UUID wanted) {
        lock(a.compareTo(b) < 0 ? a : b);
        lock(a.compareTo(b) < 0 ? b : a);
        return lock(wanted);
    }

    private IssueEntity lockUnmerged(UUID id) {
        IssueEntity issue = lock(id);
        if (issue.mergedInto != null) {
            throw conflict("problem.issue-merged", id, issue.mergedInto);
        }
        return issue;
    }

    private IssueEntity lock(UUID id) {
        try {
            IssueEntity issue = find(id);
            entities.refresh(issue, LockModeType.PESSIMISTIC_WRITE);
            return issue;
        } catch (EntityNotFoundException deletedMeanwhile) {
            throw Problem.notFound("problem.issue-not-found", id);
        }
    }

    private IssueEntity find(UUID id) {
        IssueEntity issue = entities.find(IssueEntity.class, id);
        if (issue == null) {
            throw Problem.notFound("problem.issue-not-found", id);
        }
        return issue;
    }

    private Issue read(UUID id) {
        return issues.find(id).orElseThrow(() -> Problem.notFound("problem.issue-not-found", id));
    }

    private static Problem conflict(String key, Object... args) {
        return new Problem(HttpStatus.CONFLICT, key, args);
    }

    private static void requireMatch(IssueEntity issue, @Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return;
        }
        for (String tag : ifMatch.split(",", -1)) {
            String plain = tag.strip().replaceFirst("^W/", "");
            if (plain.equals(Issue.tag(issue.version)) || plain.equals(String.valueOf(issue.version))) {
                return;
            }
        }
        throw new Problem(HttpStatus.PRECONDITION_FAILED, "problem.stale", issue.id);
    }

    private void update(String statement, Object... parameters) {
        var query = entities.createQuery(statement);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        query.executeUpdate();
    }
}
