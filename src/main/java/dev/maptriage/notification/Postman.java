package dev.maptriage.notification;

import dev.maptriage.incident.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Tries to send one notification: lets it pass or holds it back, sends it, writes down what became of it. No transaction is
/// open while a receiver is waited for.
@Component
class Postman {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Logger log = LoggerFactory.getLogger(Postman.class);

    private final JdbcClient jdbc;
    private final Rules rules;
    private final Letters letters;
    private final Web web;
    private final Mail mail;
    private final NotificationProperties properties;
    private final MeterRegistry meters;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Postman(JdbcClient jdbc, Rules rules, Letters letters, Web web, Mail mail, NotificationProperties properties,
            MeterRegistry meters, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.rules = rules;
        this.letters = letters;
        this.web = web;
        this.mail = mail;
        this.properties = properties;
        this.meters = meters;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// What is to be sent.
    private record Parcel(NotificationRule rule, Letter letter, int attempt) {}

    /// Tries once.
    ///
    /// @return when to try again; empty when it is over
    Optional<Instant> attempt(UUID id) {
        Parcel parcel = transaction.execute(ignored -> prepare(id));
        if (parcel == null) {
            return Optional.empty();
        }
        Instant began = Stamps.now(clock);
        long nanos = System.nanoTime();
        Outcome outcome;
        try {
            outcome = send(id, parcel, began);
        } catch (RuntimeException broken) {
            log.error("Notification {} cannot be sent", id, broken);
            outcome = Outcome.of(Outcome.Result.FAILED, broken.toString());
        }
        int millis = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - nanos) / 1_000_000);
        Outcome result = outcome;
        return Optional.ofNullable(transaction.execute(ignored -> finish(id, parcel, result, began, millis)));
    }

    private @Nullable Parcel prepare(UUID id) {
        Sending sending = jdbc.sql("select * from notification where id = ? and state = 'PENDING' for update").param(id)
                .query((row, n) -> new Sending(row.getObject("rule_id", UUID.class),
                        row.getObject("issue_id", UUID.class), row.getObject("incident_id", UUID.class),
                        Cause.valueOf(row.getString("cause")), row.getObject("spike_seen", Long.class),
                        row.getString("body"), Stamps.readOrNull(row, "admitted_at") != null, row.getInt("attempts"),
                        Stamps.read(row, "created_at")))
                .optional().orElse(null);
        if (sending == null) {
            return null;
        }
        NotificationRule rule;
        try {
            rule = rules.lock(sending.rule);
        } catch (Problem goneMeanwhile) {
            return null;
        }
        if (!rule.enabled() && sending.cause != Cause.TEST) {
            hold(id, Notification.Reason.RULE_OFF);
            return null;
        }
        if (!sending.admitted && sending.cause != Cause.TEST && toldInAnHour(rule) >= rule.hourlyCap()) {
            hold(id, Notification.Reason.CAP);
            return null;
        }
        Letter letter = sending.body == null
                ? letters.write(rule, sending.cause, sending.issue, sending.incident, sending.spikeSeen,
                        heldBack(rule, sending.createdAt), sending.createdAt)
                : letters.read(sending.body);
        jdbc.sql("update notification set admitted_at = coalesce(admitted_at, :now), title = :title, body = :body"
                + " where id = :id").param("now", Stamps.of(Stamps.now(clock)))
                .param("title", letter.title()).param("body", letters.text(letter)).param("id", id).update();
        return new Parcel(rule, letter, sending.attempts + 1);
    }

    private record Sending(UUID rule, @Nullable UUID issue, @Nullable UUID incident, Cause cause,
            @Nullable Long spikeSeen, @Nullable String body, boolean admitted, int attempts, Instant createdAt) {}

    private long toldInAnHour(NotificationRule rule) {
        return jdbc.sql("select count(*) from notification where rule_id = ? and admitted_at > ? and cause <> 'TEST'")
                .params(rule.id(), Stamps.of(Stamps.now(clock).minus(HOUR))).query(Long.class).single();
    }

    /// How many the cap has held back since the last one that passed.
    private long heldBack(NotificationRule rule, Instant before) {
        return jdbc.sql("""
                select count(*) from notification where rule_id = :rule and reason = 'CAP' and created_at < :before
                  and created_at > coalesce((select max(p.admitted_at) from notification p where p.rule_id = :rule),
                    cast('1970-01-01 00:00:00+00' as timestamp with time zone))""").param("rule", rule.id())
                .param("before", Stamps.of(before)).query(Long.class).single();
    }

    private void hold(UUID id, Notification.Reason reason) {
        jdbc.sql("update notification set state = 'HELD', reason = ?, next_at = null, finished_at = ? where id = ?")
                .params(reason.name(), Stamps.of(Stamps.now(clock)), id).update();
        count("held");
    }

    private Outcome send(UUID id, Parcel parcel, Instant now) {
        NotificationRule rule = parcel.rule;
        Letter letter = parcel.letter;
        return switch (rule.channel()) {
            case WEBHOOK -> {
                String body = letters.webhook(letter);
                yield web.post(rule.target(), Map.of("webhook-id", id.toString(), "webhook-timestamp",
                        Long.toString(now.getEpochSecond()), "webhook-signature",
                        StandardSignature.of(rules.keys(rule.id(), now), id.toString(), now, body)), body);
            }
            case SLACK -> web.post(rule.target(), Map.of(), letters.slack(letter));
            case EMAIL -> mail.send(id, letter.issueId(), rule.target(), letter.subject(), letter.plain());
        };
    }

    private @Nullable Instant finish(UUID id, Parcel parcel, Outcome outcome, Instant began, int millis) {
        if (jdbc.sql("select id from notification where id = ? for update").param(id).query(UUID.class).optional()
                .isEmpty()) {
            // Its rule was deleted meanwhile.
            return null;
        }
        Integer last = jdbc.sql("select coalesce(max(attempt), 0) from notification_attempt where notification_id = ?")
                .param(id).query(Integer.class).single();
        jdbc.sql("insert into notification_attempt (notification_id, attempt, tried_at, millis, status, detail)"
                + " values (:id, :attempt, :at, :millis, :status, :detail)").param("id", id)
                .param("attempt", last + 1).param("at", Stamps.of(began)).param("millis", millis)
                .param("status", outcome.status()).param("detail", outcome.detail()).update();
        if (outcome.result() == Outcome.Result.GONE) {
            rules.switchOff(parcel.rule.id(), "410");
        }
        Instant next = outcome.result() == Outcome.Result.FAILED ? next(parcel, outcome) : null;
        String state = next != null
                ? "PENDING"
                : outcome.result() == Outcome.Result.ACCEPTED ? "SENT" : "FAILED";
        jdbc.sql("update notification set state = :state, attempts = :attempts, next_at = :next, finished_at = :end"
                + " where id = :id").param("state", state).param("attempts", parcel.attempt)
                .param("next", next == null ? null : Stamps.of(next))
                .param("end", next == null ? Stamps.of(Stamps.now(clock)) : null).param("id", id).update();
        count(next != null ? "retried" : state.toLowerCase(Locale.ROOT));
        return next;
    }

    /// Later each time, and never all at the same moment.
    private @Nullable Instant next(Parcel parcel, Outcome outcome) {
        if (parcel.attempt > properties.retry().size()) {
            return null;
        }
        Duration wait = properties.retry().get(parcel.attempt - 1);
        Duration spread = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1 + wait.toMillis() / 10));
        Duration asked = outcome.retryAfter();
        return Stamps.now(clock).plus(asked != null && asked.compareTo(wait) > 0 ? asked : wait).plus(spread);
    }

    private void count(String outcome) {
        meters.counter("maptriage.notifications", "outcome", outcome).increment();
    }
}
