package dev.maptriage.intake.collector;

import dev.maptriage.access.AuditEntry;
import dev.maptriage.access.AuditLog;
import dev.maptriage.incident.Problem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Secrets that the senders of a source sign with: from the configuration, and those added at run time. All of them are
/// valid, so that a sender can change over without a gap. They are kept readable, since signatures cannot be checked with
/// a hash, and never shown again.
@Component
public class WebhookSecrets {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 500;
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final CollectorProperties properties;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    WebhookSecrets(JdbcClient jdbc, CollectorProperties properties, AuditLog audit, Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// A secret that was added at run time, without its words.
    public record Entry(UUID id, String source, Instant createdAt) {}

    List<String> of(String source) {
        List<String> secrets = new ArrayList<>();
        CollectorProperties.SourceSettings settings = properties.sources().get(source);
        if (settings != null) {
            settings.secrets().stream().filter(secret -> !secret.isBlank()).forEach(secrets::add);
        }
        secrets.addAll(jdbc.sql("select secret from webhook_secret where source = ?").params(source)
                .query(String.class).list());
        return secrets;
    }

    /// The secrets added at run time, by source and age.
    public List<Entry> list() {
        return jdbc.sql("select id, source, created_at from webhook_secret order by source, created_at")
                .query((row, n) -> new Entry(row.getObject("id", UUID.class), row.getString("source"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// How many secrets sources have from the configuration, where they have any.
    public Map<String, Integer> configured() {
        Map<String, Integer> configured = new TreeMap<>();
        properties.sources().forEach((source, settings) -> {
            int secrets = (int) settings.secrets().stream().filter(secret -> !secret.isBlank()).count();
            if (secrets > 0) {
                configured.put(source, secrets);
            }
        });
        return configured;
    }

    /// A new secret, in the form of Standard Webhooks.
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    /// Adds a secret beside those there are.
    ///
    /// @throws Problem when there is no such source, or the secret is too short or too long
    public Entry add(@Nullable String source, String secret) {
        String clean = secret.strip();
        if (source == null || !Sources.NAMES.contains(source) || clean.length() < SHORTEST
                || clean.length() > LONGEST) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.secret", LONGEST, String.join(", ", sources()));
        }
        Entry entry = new Entry(DeliveryIds.next(), source, clock.instant().truncatedTo(ChronoUnit.MICROS));
        transaction.executeWithoutResult(ignored -> {
            jdbc.sql("insert into webhook_secret (id, source, secret, created_at) values (?, ?, ?, ?)")
                    .params(entry.id, source, clean, Captures.stampOf(entry.createdAt)).update();
            audit.add(AuditEntry.Action.SECRET_ADDED, source);
        });
        return entry;
    }

    /// Takes a secret away.
    ///
    /// @return whether there was one
    public boolean remove(UUID id) {
        return Boolean.TRUE.equals(transaction.execute(ignored -> {
            List<String> source = jdbc.sql("select source from webhook_secret where id = ?").params(id)
                    .query((row, n) -> row.getString("source")).list();
            boolean removed = jdbc.sql("delete from webhook_secret where id = ?").params(id).update() > 0;
            if (removed) {
                audit.add(AuditEntry.Action.SECRET_REMOVED, String.join("", source));
            }
            return removed;
        }));
    }

    /// Names of all sources that can have secrets.
    public static List<String> sources() {
        return Sources.NAMES.stream().sorted().toList();
    }
}
