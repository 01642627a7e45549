package dev.maptriage.notification;

import dev.maptriage.incident.IssueSeen;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Decides which rules an incident is told by, inside the transaction that counts it. The issue's row is locked meanwhile,
/// so counting a spike and looking whether an issue cools down are exact, whatever comes in at once and wherever.
@Component
class Listener {
    private final JdbcClient jdbc;
    private final Rules rules;
    private final Notifications notifications;
    private final Clock clock;

    Listener(JdbcClient jdbc, Rules rules, Notifications notifications, Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.notifications = notifications;
        this.clock = clock;
    }

    @EventListener
    void seen(IssueSeen event) {
        List<NotificationRule> enabled = enabled();
        if (enabled.isEmpty()) {
            return;
        }
        Instant now = Stamps.now(clock);
        if (enabled.stream().anyMatch(rule -> rule.causes().contains(Cause.SPIKE))) {
            count(event.issue(), minute(now));
        }
        if (!event.muted()) {
            enabled.stream().filter(rule -> fits(rule, event)).forEach(rule -> tell(rule, event, now));
        }
    }

    /// Read once per transaction, however many incidents it stores.
    private List<NotificationRule> enabled() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Enabled known) {
            return known.rules;
        }
        Enabled fresh = new Enabled(rules.enabled());
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.bindResource(this, fresh);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void suspend() {
                    TransactionSynchronizationManager.unbindResource(Listener.this);
                }

                @Override
                public void resume() {
                    TransactionSynchronizationManager.bindResource(Listener.this, fresh);
                }

                @Override
                public void afterCompletion(int status) {
                    TransactionSynchronizationManager.unbindResourceIfPossible(Listener.this);
                }
            });
        }
        return fresh.rules;
    }

    private record Enabled(List<NotificationRule> rules) {}

    private static boolean fits(NotificationRule rule, IssueSeen event) {
        return (rule.category() == null || rule.category() == event.category())
                && (rule.service() == null || rule.service().equals(event.labels().service()))
                && (rule.environment() == null || rule.environment().equals(event.labels().environment()));
    }

    private void tell(NotificationRule rule, IssueSeen event, Instant now) {
        Long seen = rule.causes().contains(Cause.SPIKE) ? inWindow(event.issue(), rule, now) : null;
        Cause cause = cause(rule, event, seen);
        if (cause == null) {
            return;
        }
        Duration rest = Duration.ofMinutes(cause == Cause.SPIKE
                ? Math.max(rule.cooldownMinutes(), rule.spikeMinutes())
                : rule.cooldownMinutes());
        UUID before = jdbc.sql("""
                select id from notification where rule_id = :rule and issue_id = :issue and created_at > :since
                  and (state <> 'HELD') order by created_at desc limit 1""").param("rule", rule.id())
                .param("issue", event.issue()).param("since", Stamps.of(now.minus(rest))).query(UUID.class).optional()
                .orElse(null);
        if (before == null) {
            notifications.add(rule.id(), event.issue(), event.incident(), cause, cause == Cause.SPIKE ? seen : null);
        } else {
            jdbc.sql("update notification set repeated = repeated + 1 where id = ?").param(before).update();
        }
    }

    private static @Nullable Cause cause(NotificationRule rule, IssueSeen event, @Nullable Long seen) {
        if (event.created() && rule.causes().contains(Cause.NEW)) {
            return Cause.NEW;
        }
        if (event.regressed() && rule.causes().contains(Cause.REGRESSED)) {
            return Cause.REGRESSED;
        }
        return seen != null && seen >= rule.spikeCount() ? Cause.SPIKE : null;
    }

    static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }

    private void count(UUID issue, long minute) {
        int counted = jdbc.sql("update issue_minute set incident_count = incident_count + 1"
                + " where issue_id = ? and seen_minute = ?").params(issue, minute).update();
        if (counted == 0) {
            jdbc.sql("insert into issue_minute (issue_id, seen_minute, incident_count) values (?, ?, 1)")
                    .params(issue, minute).update();
        }
    }

    private long inWindow(UUID issue, NotificationRule rule, Instant now) {
        return jdbc.sql("select coalesce(sum(incident_count), 0) from issue_minute where issue_id = ?"
                + " and seen_minute > ?").params(issue, minute(now) - rule.spikeMinutes()).query(Long.class).single();
    }
}
