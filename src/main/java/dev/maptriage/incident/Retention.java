package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/// Lets incidents go when they are too old or too many, oldest first, one in a transaction.
@Component
class Retention {
    private static final int BATCH = 50;
    private static final UUID NEWEST = new UUID(Long.MAX_VALUE, -1);

    private final EntityManager entities;
    private final IncidentStore store;
    private final IncidentCalendar calendar;
    private final RetentionProperties properties;
    private final ApplicationEventPublisher listeners;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Retention(EntityManager entities, IncidentStore store, IncidentCalendar calendar, RetentionProperties properties,
            ApplicationEventPublisher listeners, PlatformTransactionManager transactions, Clock clock) {
        this.entities = entities;
        this.store = store;
        this.calendar = calendar;
        this.properties = properties;
        this.listeners = listeners;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Deletes what has to go, until nothing has or the thread is interrupted.
    void sweep() {
        Duration age = properties.age();
        if (age != null) {
            tell("age=" + age, olderThan(clock.instant().minus(age)));
        }
        DataSize most = properties.textSize();
        if (most != null) {
            tell("textSize=" + most.toBytes(), beyond(most.toBytes()));
        }
    }

    private void tell(String criteria, long incidents) {
        if (incidents > 0) {
            transaction.executeWithoutResult(ignored -> {
                calendar.forgetGone();
                listeners.publishEvent(new IncidentsErased(IncidentsErased.Stage.EXPIRED, IssueHistory.ITSELF,
                        criteria, incidents));
            });
        }
    }

    private long olderThan(Instant before) {
        long deleted = 0;
        List<UUID> next = oldest(Ids.earliest(before));
        while (!next.isEmpty() && !Thread.currentThread().isInterrupted()) {
            deleted += next.stream().filter(store::delete).count();
            next = oldest(Ids.earliest(before));
        }
        return deleted;
    }

    /// All texts are summed up once and not for each incident that goes. What comes in meanwhile is left to the next sweep.
    private long beyond(long most) {
        long deleted = 0;
        long bytes = bytes();
        while (bytes > most && !Thread.currentThread().isInterrupted()) {
            List<UUID> next = oldest(NEWEST);
            for (int i = 0; i < next.size() && bytes > most; i++) {
                List<PayloadEntity> text = text(next.get(i));
                if (store.delete(next.get(i))) {
                    deleted++;
                    bytes -= text.stream().filter(this::isGone).mapToLong(each -> each.bytes).sum();
                }
            }
            if (next.isEmpty()) {
                return deleted;
            }
        }
        return deleted;
    }

    private List<PayloadEntity> text(UUID incident) {
        return entities.createQuery("select p from IncidentEntity i join PayloadEntity p on p.sha256 = i.sha256"
                + " where i.id = :incident", PayloadEntity.class).setParameter("incident", incident).getResultList();
    }

    /// Whether the incident was the last that needed the text.
    private boolean isGone(PayloadEntity text) {
        return entities.createQuery("select sha256 from PayloadEntity where sha256 = :sha256", String.class)
                .setParameter("sha256", text.sha256).getResultList().isEmpty();
    }

    /// Ids are made when incidents come in, and sort by that time.
    private List<UUID> oldest(UUID before) {
        Sql sql = new Sql();
        sql.and("i.id < " + sql.bind(before));
        return sql.list(entities, "select i.id from incident i where " + sql.where() + " order by i.id", UUID.class,
                BATCH);
    }

    private long bytes() {
        Long sum = entities.createQuery("select sum(bytes) from PayloadEntity", Long.class).getSingleResult();
        return sum == null ? 0 : sum;
    }
}
