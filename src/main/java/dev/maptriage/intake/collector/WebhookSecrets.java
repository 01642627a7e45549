package dev.maptriage.intake.collector;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Secrets that the senders of a source sign with: from the configuration, and those added at run time. All of them are
/// valid, so that a sender can change over without a gap. They are kept readable, since signatures cannot be checked with
/// a hash, and never shown again.
@Component
public class WebhookSecrets {
    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final CollectorProperties properties;
    private final Clock clock;

    WebhookSecrets(JdbcClient jdbc, CollectorProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
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

    /// Adds a secret beside those there are.
    ///
    /// @throws IllegalArgumentException when there is no such source, or the secret is blank or too long
    public Entry add(String source, String secret) {
        String clean = secret.strip();
        if (!Sources.NAMES.contains(source) || clean.isEmpty() || clean.length() > LONGEST) {
            throw new IllegalArgumentException("no source " + source + ", or no secret of 1 to " + LONGEST);
        }
        Entry entry = new Entry(DeliveryIds.next(), source, clock.instant().truncatedTo(ChronoUnit.MICROS));
        jdbc.sql("insert into webhook_secret (id, source, secret, created_at) values (?, ?, ?, ?)")
                .params(entry.id, source, clean, Captures.stampOf(entry.createdAt)).update();
        return entry;
    }

    /// Takes a secret away.
    ///
    /// @return whether there was one
    public boolean remove(UUID id) {
        return jdbc.sql("delete from webhook_secret where id = ?").params(id).update() > 0;
    }

    /// Names of all sources that can have secrets.
    public static List<String> sources() {
        return Sources.NAMES.stream().sorted().toList();
    }
}
