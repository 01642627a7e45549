package dev.maptriage.incident;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Erases incidents that fit what somebody asks for, with all that only they need: texts, uploads, issues, words of the
/// search.
///
/// It runs in small batches that survive a restart, one incident in a transaction, so uploads of the same issue wait for a
/// moment and no longer. What comes in after the request is not touched, or a busy source would never be done.
@Component
public class Erasures {
    static final int BATCH = 50;
    private static final int COUNTED = 5_000;
    private static final int LONGEST_LABEL = 200;
    private static final int LONGEST_QUERY = 500;

    private final ErasureRows rows;
    private final EntityManager entities;
    private final IncidentStore store;
    private final IncidentCalendar calendar;
    private final TextIndex text;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final ApplicationEventPublisher listeners;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Erasures(ErasureRows rows, EntityManager entities, IncidentStore store, IncidentCalendar calendar, TextIndex text,
            ObjectProvider<SchedulerClient> scheduler, ApplicationEventPublisher listeners,
            PlatformTransactionManager transactions, Clock clock) {
        this.rows = rows;
        this.entities = entities;
        this.store = store;
        this.calendar = calendar;
        this.text = text;
        this.scheduler = scheduler;
        this.listeners = listeners;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// Begins an erasure.
    ///
    /// @throws Problem when nothing is said about what to erase, or the search names what does not exist
    public Erasure start(ErasureRequest request, String actor) {
        if (request.isEmpty() || isLong(request.service(), LONGEST_LABEL)
                || isLong(request.environment(), LONGEST_LABEL)
                || isLong(request.host(), LONGEST_LABEL) || isLong(request.q(), LONGEST_QUERY)) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.erasure-empty", LONGEST_LABEL, LONGEST_QUERY);
        }
        Instant now = Columns.now(clock);
        // Finds out whether the search can be read before anything is promised.
        next(request, now, new UUID(0, 0), 1);
        return Objects.requireNonNull(transaction.execute(ignored -> {
            ErasureEntity entity = entity(request, actor, now);
            rows.saveAndFlush(entity);
            if (!request.dryRun()) {
                listeners.publishEvent(
                        new IncidentsErased(IncidentsErased.Stage.STARTED, actor, request.words(), 0));
            }
            scheduler.getObject().scheduleIfNotExists(
                    RetentionTasks.ERASE.instance(entity.id.toString()).scheduledTo(clock.instant()));
            return entity.toErasure();
        }));
    }

    private static boolean isLong(@Nullable String value, int most) {
        return value != null && value.length() > most;
    }

    private static ErasureEntity entity(ErasureRequest request, String actor, Instant now) {
        ErasureEntity entity = new ErasureEntity();
        entity.id = Ids.next();
        entity.state = Erasure.State.RUNNING;
        entity.dryRun = request.dryRun();
        entity.receivedBefore = Columns.time(request.receivedBefore());
        entity.issueId = request.issueId();
        entity.service = request.service();
        entity.environment = request.environment();
        entity.host = request.host();
        entity.q = request.q();
        entity.requestedBy = actor;
        entity.requestedAt = now;
        return entity;
    }

    public Optional<Erasure> find(UUID id) {
        return rows.findById(id).map(ErasureEntity::toErasure);
    }

    /// The last ones, newest first.
    public List<Erasure> recent(PageSize size) {
        return rows.findAllByOrderByIdDesc(Limit.of(size.value())).stream().map(ErasureEntity::toErasure).toList();
    }

    /// Erases the next batch.
    ///
    /// @return whether there is more
    boolean step(UUID id) {
        ErasureEntity run = rows.findById(id).orElse(null);
        if (run == null || run.state == Erasure.State.DONE) {
            return false;
        }
        UUID last = run.lastId == null ? new UUID(0, 0) : run.lastId;
        int most = run.dryRun ? COUNTED : BATCH;
        List<UUID> next = next(run.request(), run.requestedAt, last, most);
        if (run.dryRun && !next.isEmpty()) {
            transaction.executeWithoutResult(ignored -> rows.progress(id, next.getLast(), next.size()));
        } else {
            next.forEach(incident -> store.delete(incident, () -> rows.progress(id, incident, 1)));
        }
        if (next.size() == most) {
            return true;
        }
        transaction.executeWithoutResult(ignored -> end(id));
        return false;
    }

    private List<UUID> next(ErasureRequest request, Instant now, UUID last, int most) {
        Sql sql = new Sql();
        IncidentQuery query = new IncidentQuery(null, null, request.service(), request.environment(), null,
                request.issueId(), null, request.q(), null, null, null, null);
        IncidentFilter.Plan plan = IncidentFilter.apply(query, now, text, entities, sql);
        if (plan.few().isPresent() && plan.few().get().isEmpty()) {
            return List.of();
        }
        plan.few().ifPresent(few -> sql.and("i.id in (" + sql.bind(few) + ")"));
        if (request.host() != null) {
            sql.and("i.host = " + sql.bind(request.host()));
        }
        Instant before = request.receivedBefore() == null || request.receivedBefore().isAfter(now)
                ? now.plusMillis(1)
                : request.receivedBefore();
        sql.and("i.id < " + sql.bind(Ids.earliest(before)));
        sql.and("i.id > " + sql.bind(last));
        return sql.list(entities, "select i.id from incident i where " + sql.where() + " order by i.id", UUID.class,
                most);
    }

    private void end(UUID id) {
        ErasureEntity run = rows.findById(id).orElseThrow();
        entities.refresh(run);
        run.state = Erasure.State.DONE;
        run.endedAt = Columns.now(clock);
        if (!run.dryRun) {
            calendar.forgetGone();
            ErasureRequest request = run.request();
            Instant before = request.receivedBefore() == null ? run.requestedAt : request.receivedBefore();
            boolean bySource = request.issueId() == null && request.q() == null && request.environment() == null
                    && (request.service() != null || request.host() != null);
            if (bySource) {
                listeners.publishEvent(new SourceErased(request.service(), request.host(), before));
            }
            listeners.publishEvent(new IncidentsErased(IncidentsErased.Stage.DONE, run.requestedBy, request.words(),
                    run.incidents));
        }
    }
}
