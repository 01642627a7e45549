package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Keeps who decided what about an issue, and what it did by itself.
@Component
public class IssueHistory {
    /// Who acts when the service is open to this machine and asks nobody for a name.
    public static final String LOCAL = "local";
    /// Who acts when nobody does.
    public static final String ITSELF = "maptriage";
    private static final char CURSOR = 'h';
    private static final int MAX_VALUE = 4_000;
    private static final int MAX_REASON = 1_000;

    private final EntityManager entities;
    private final Clock clock;

    IssueHistory(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /// The name under which somebody's decisions are kept.
    public static String actor(@Nullable Principal who) {
        return who == null ? LOCAL : Columns.text(who.getName(), 200);
    }

    /// Newest first.
    public Slice<IssueEvent> list(UUID issue, PageSize size, @Nullable String cursor) {
        String after = Incidents.filled(cursor);
        TypedQuery<IssueEventEntity> query = entities.createQuery("from IssueEventEntity where issueId = :issue"
                + (after == null ? "" : " and id < :after") + " order by id desc", IssueEventEntity.class)
                .setParameter("issue", issue).setMaxResults(size.value() + 1);
        if (after != null) {
            query.setParameter("after", Cursor.parse(after, CURSOR).id());
        }
        List<IssueEventEntity> found = query.getResultList();
        boolean more = found.size() > size.value();
        return new Slice<>(found.stream().limit(size.value()).map(IssueEventEntity::toEvent).toList(),
                more ? new Cursor(CURSOR, 0, found.get(size.value() - 1).id).toString() : null);
    }

    /// What was changed together, in the order it was.
    List<IssueEventEntity> batch(UUID batch) {
        return entities.createQuery("from IssueEventEntity where batchId = :batch order by id", IssueEventEntity.class)
                .setParameter("batch", batch).getResultList();
    }

    void add(UUID issue, String actor, IssueEvent.Action action, @Nullable String from, @Nullable String to,
            @Nullable String reason) {
        entities.persist(entity(issue, actor, action, null, from, to, reason, null));
    }

    void changed(UUID issue, String actor, IssueEvent.Action action, IssueField field, @Nullable String from,
            @Nullable String to, @Nullable String reason, @Nullable UUID batch) {
        entities.persist(entity(issue, actor, action, field.member(), from, to, reason, batch));
    }

    private IssueEventEntity entity(UUID issue, String actor, IssueEvent.Action action, @Nullable String field,
            @Nullable String from, @Nullable String to, @Nullable String reason, @Nullable UUID batch) {
        IssueEventEntity event = new IssueEventEntity();
        event.id = Ids.next();
        event.issueId = issue;
        event.happenedAt = Columns.now(clock);
        event.actor = actor;
        event.action = action;
        event.field = field;
        event.oldValue = Columns.textOrNull(from, MAX_VALUE);
        event.newValue = Columns.textOrNull(to, MAX_VALUE);
        event.reason = Columns.label(reason, MAX_REASON);
        event.batchId = batch;
        return event;
    }
}
