package dev.maptriage.intake.collector;

import dev.maptriage.intake.TriagePipeline;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Alerts, and the incidents they may be about: those of the same service or host around the time it began.
@Component
class PointerLinks {
    private static final Duration BEFORE = Duration.ofMinutes(30);
    private static final Duration AFTER = Duration.ofMinutes(5);
    private static final int MOST = 20;
    private static final int MOST_POINTERS = 200;

    private final JdbcClient jdbc;
    private final TriagePipeline pipeline;

    PointerLinks(JdbcClient jdbc, TriagePipeline pipeline) {
        this.jdbc = jdbc;
        this.pipeline = pipeline;
    }

    void store(UUID delivery, List<Pointer> pointers) {
        for (int i = 0; i < Math.min(MOST_POINTERS, pointers.size()); i++) {
            Pointer pointer = pointers.get(i);
            jdbc.sql("""
                    insert into delivery_pointer (delivery_id, ordinal, title, status, service, host, started_at, url)
                    values (:delivery, :ordinal, :title, :status, :service, :host, :started, :url)""")
                    .param("delivery", delivery).param("ordinal", i)
                    .param("title", Cut.to(pipeline.masked(pointer.title()), 500))
                    .param("status", Cut.to(pointer.status(), 50))
                    .param("service", kept(pointer.service(), 200), Types.VARCHAR)
                    .param("host", kept(pointer.host(), 200), Types.VARCHAR)
                    .param("started", pointer.startedAt() == null ? null : Captures.stampOf(pointer.startedAt()),
                            Types.TIMESTAMP_WITH_TIMEZONE)
                    .param("url", kept(pointer.url(), 2000), Types.VARCHAR).update();
        }
    }

    private @Nullable String kept(@Nullable String words, int most) {
        return words == null ? null : Cut.orNull(pipeline.masked(words), most);
    }

    List<Pointer> of(UUID delivery) {
        return jdbc.sql("select * from delivery_pointer where delivery_id = ? order by ordinal").params(delivery)
                .query((row, n) -> new Pointer(row.getString("title"), row.getString("status"),
                        row.getString("service"), row.getString("host"),
                        instant(row.getObject("started_at", OffsetDateTime.class)), row.getString("url")))
                .list();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /// Incidents that the alerts of a delivery may be about, newest first.
    List<UUID> incidents(UUID delivery, Instant receivedAt) {
        List<Pointer> pointers = of(delivery);
        return pointers.stream().filter(pointer -> pointer.service() != null || pointer.host() != null)
                .flatMap(pointer -> near(pointer, receivedAt).stream()).distinct().limit(MOST).toList();
    }

    private List<UUID> near(Pointer pointer, Instant receivedAt) {
        Instant began = pointer.startedAt() != null ? pointer.startedAt() : receivedAt;
        return jdbc.sql("""
                select id from incident where seen_at between :from and :to and (service = :service or host = :host)
                order by seen_at desc fetch first 20 rows only""").param("from", Captures.stampOf(began.minus(BEFORE)))
                .param("to", Captures.stampOf(began.plus(AFTER)))
                .param("service", pointer.service(), Types.VARCHAR).param("host", pointer.host(), Types.VARCHAR)
                .query(UUID.class).list().stream().map(Objects::requireNonNull).toList();
    }
}
