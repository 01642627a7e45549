package dev.maptriage.notification;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The log of notifications, and what is to be sent.
@Component
@Transactional
public class Notifications {
    private static final String COLUMNS = "select n.*, r.name as rule_name, r.channel as rule_channel from notification n"
            + " join notification_rule r on r.id = n.rule_id";

    private final JdbcClient jdbc;
    private final Rules rules;
    private final ObjectProvider<Scheduler> scheduler;
    private final Clock clock;

    Notifications(JdbcClient jdbc, Rules rules, ObjectProvider<Scheduler> scheduler, Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /// The log, newest first.
    ///
    /// @param rule   of this rule only; null for all
    /// @param state  of this state only; null for all
    /// @param cursor [Slice#next] of the page before
    @Transactional(readOnly = true)
    public Slice<Notification> list(@Nullable UUID rule, Notification.@Nullable State state, @Nullable PageSize size,
            @Nullable String cursor) {
        int count = (size == null ? PageSize.DEFAULT : size).value();
        StringBuilder where = new StringBuilder(" where 1 = 1");
        Map<String, Object> values = new HashMap<>();
        if (rule != null) {
            where.append(" and n.rule_id = :rule");
            values.put("rule", rule);
        }
        if (state != null) {
            where.append(" and n.state = :state");
            values.put("state", state.name());
        }
        if (cursor != null && !cursor.isBlank()) {
            where.append(" and n.id < :after");
            values.put("after", position(cursor));
        }
        values.put("limit", count + 1);
        List<Notification> found = complete(jdbc.sql(COLUMNS + where + " order by n.id desc limit :limit")
                .params(values).query(Notifications::notification).list());
        return new Slice<>(found.subList(0, Math.min(count, found.size())),
                found.size() > count ? found.get(count - 1).id().toString() : null);
    }

    private static UUID position(String cursor) {
        try {
            return UUID.fromString(cursor.strip());
        } catch (IllegalArgumentException noId) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.cursor");
        }
    }

    @Transactional(readOnly = true)
    public Optional<Notification> find(UUID id) {
        return complete(jdbc.sql(COLUMNS + " where n.id = :id").param("id", id).query(Notifications::notification)
                .list()).stream().findFirst();
    }

    /// Sends a made-up message by a rule, whatever its bounds are.
    ///
    /// @throws Problem when there is no such rule
    public Notification test(UUID rule) {
        rules.lock(rule);
        return find(add(rule, null, null, Cause.TEST, null)).orElseThrow();
    }

    /// Sends anew what failed or was held back.
    ///
    /// @throws Problem when there is none, or it is under way or sent
    public Notification retry(UUID id) {
        Notification found = find(id)
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.notification-not-found", id));
        Instant now = Stamps.now(clock);
        int changed = jdbc.sql("""
                update notification set state = 'PENDING', reason = null, admitted_at = :now, next_at = :now,
                  finished_at = null, attempts = 0
                where id = :id and state in ('FAILED', 'HELD')""").param("now", Stamps.of(now)).param("id", id)
                .update();
        if (changed == 0) {
            throw new Problem(HttpStatus.CONFLICT, "problem.notification-not-failed", id, found.state().name());
        }
        schedule(id, now);
        return find(id).orElseThrow();
    }

    /// Adds one to be sent; the transaction that goes on decides with its end.
    UUID add(UUID rule, @Nullable UUID issue, @Nullable UUID incident, Cause cause, @Nullable Long spikeSeen) {
        UUID id = Stamps.newId();
        Instant now = Stamps.now(clock);
        jdbc.sql(
                """
                        insert into notification (id, rule_id, issue_id, incident_id, cause, state, spike_seen, repeated, attempts,
                          created_at, next_at)
                        values (:id, :rule, :issue, :incident, :cause, 'PENDING', :seen, 0, 0, :now, :now)""")
                .param("id", id)
                .param("rule", rule).param("issue", issue).param("incident", incident).param("cause", cause.name())
                .param("seen", spikeSeen).param("now", Stamps.of(now)).update();
        schedule(id, now);
        return id;
    }

    private void schedule(UUID id, Instant at) {
        scheduler.getObject().scheduleIfNotExists(new TaskInstance<Void>(NotificationTasks.NOTIFY, id.toString()), at);
    }

    private List<Notification> complete(List<Notification> found) {
        if (found.isEmpty()) {
            return found;
        }
        Map<UUID, List<Notification.Attempt>> tries = new HashMap<>();
        jdbc.sql("select * from notification_attempt where notification_id in (:ids) order by attempt")
                .param("ids", found.stream().map(Notification::id).toList())
                .query((row, n) -> tries
                        .computeIfAbsent(row.getObject("notification_id", UUID.class), ignored -> new ArrayList<>())
                        .add(new Notification.Attempt(Stamps.read(row, "tried_at"), row.getInt("millis"),
                                row.getObject("status", Integer.class), row.getString("detail"))))
                .list();
        return found.stream().map(n -> new Notification(n.id(), n.ruleId(), n.rule(), n.channel(), n.issueId(),
                n.incidentId(), n.cause(), n.state(), n.reason(), n.title(), n.repeated(), n.createdAt(), n.nextAt(),
                n.finishedAt(), tries.getOrDefault(n.id(), List.of()))).toList();
    }

    private static Notification notification(ResultSet row, int number) throws SQLException {
        String reason = row.getString("reason");
        return new Notification(row.getObject("id", UUID.class), row.getObject("rule_id", UUID.class),
                row.getString("rule_name"), Channel.valueOf(row.getString("rule_channel")),
                row.getObject("issue_id", UUID.class), row.getObject("incident_id", UUID.class),
                Cause.valueOf(row.getString("cause")), Notification.State.valueOf(row.getString("state")),
                reason == null ? null : Notification.Reason.valueOf(reason), row.getString("title"),
                row.getLong("repeated"), Stamps.read(row, "created_at"), Stamps.readOrNull(row, "next_at"),
                Stamps.readOrNull(row, "finished_at"), List.of());
    }
}
