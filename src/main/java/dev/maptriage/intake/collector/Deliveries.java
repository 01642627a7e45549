package dev.maptriage.intake.collector;

import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import dev.maptriage.intake.TriagePipeline;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The delivery log: what collectors sent and what has become of it.
@Component
public class Deliveries {
    private static final int CURSOR_BYTES = 1 + 2 * Long.BYTES;
    private static final byte CURSOR = 'd';

    private final JdbcClient jdbc;
    private final Captures captures;
    private final PointerLinks pointers;
    private final TriagePipeline pipeline;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Deliveries(JdbcClient jdbc, Captures captures, PointerLinks pointers, TriagePipeline pipeline, Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.captures = captures;
        this.pointers = pointers;
        this.pipeline = pipeline;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Nullable
    Receipt find(String source, String key) {
        return jdbc.sql("select id, records from delivery where source = ? and delivery_key = ?").params(source, key)
                .query((row, n) -> new Receipt(row.getObject("id", UUID.class), row.getInt("records"))).optional()
                .orElse(null);
    }

    /// @param receipt what the sender was told as its id before it was in this log; null when that is its id
    UUID insert(Origin origin, @Nullable UUID receipt) {
        UUID id = DeliveryIds.next();
        jdbc.sql(
                """
                        insert into delivery (id, source, delivery_key, sender_id, received_at, state, records, kept, bytes, service,
                          host, receipt)
                        values (:id, :source, :key, :sender, :received, 'RECEIVED', :records, 0, :bytes, :service, :host,
                          :receipt)""")
                .param("id", id).param("source", origin.source()).param("key", origin.key())
                .param("sender", kept(origin.senderId()), Types.VARCHAR)
                .param("received", Captures.stampOf(origin.receivedAt())).param("records", origin.records())
                .param("bytes", origin.bytes()).param("service", kept(origin.service()), Types.VARCHAR)
                .param("host", kept(origin.host()), Types.VARCHAR).param("receipt", receipt, Types.OTHER)
                .update();
        return id;
    }

    private @Nullable String kept(@Nullable String words) {
        return words == null ? null : Cut.orNull(pipeline.masked(words), 200);
    }

    /// More records of a delivery belong to a crash.
    void keep(UUID id, int records) {
        jdbc.sql("update delivery set kept = kept + ? where id = ?").params(records, id).update();
    }

    /// A delivery that cannot be read, for a reason.
    void park(UUID id, String reason) {
        jdbc.sql("update delivery set state = 'PARKED', error = ? where id = ?").params(Cut.to(reason, 1000), id)
                .update();
    }

    void settle(UUID id, DeliveryState state, int kept) {
        jdbc.sql("update delivery set state = ?, kept = ? where id = ?").params(state.name(), kept, id).update();
    }

    public Optional<Delivery> find(UUID id) {
        return read(jdbc.sql("select * from delivery where id = ? or receipt = ?").params(id, id)
                .query(Deliveries::line).list()).stream().findFirst();
    }

    /// Deliveries by the time they came in, newest first.
    ///
    /// @throws Problem when the cursor is none
    public Slice<Delivery> list(DeliveryQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        Map<String, Object> params = new HashMap<>();
        StringBuilder sql = new StringBuilder("select * from delivery where 1 = 1");
        if (query.source() != null && !query.source().isBlank()) {
            sql.append(" and source = :source");
            params.put("source", query.source().strip());
        }
        if (query.state() != null) {
            sql.append(" and state = :state");
            params.put("state", query.state().name());
        }
        if (query.cursor() != null && !query.cursor().isBlank()) {
            sql.append(" and id < :before");
            params.put("before", parse(query.cursor().strip()));
        }
        sql.append(" order by id desc fetch first ").append(size + 1).append(" rows only");
        List<Line> found = jdbc.sql(sql.toString()).params(params).query(Deliveries::line).list();
        String next = found.size() > size ? cursor(found.get(size - 1).id) : null;
        return new Slice<>(read(found.subList(0, Math.min(size, found.size()))), next);
    }

    /// Diagnoses again what is left of a delivery: parked ones, and those in which nothing was found. What was stored stays
    /// as it is, so nothing is counted twice.
    ///
    /// @return the delivery as it is now; empty when there is none
    public Optional<Delivery> replay(UUID id) {
        Optional<Delivery> found = find(id);
        found.ifPresent(delivery -> transaction
                .executeWithoutResult(ignored -> captures.again(delivery.id(), clock.instant())));
        return found.flatMap(delivery -> find(delivery.id()));
    }

    /// The sources that the log has deliveries of, by name.
    public List<String> sources() {
        return WebhookSecrets.sources().stream().filter(source -> !jdbc
                .sql("select 1 from delivery where source = ? fetch first 1 rows only").params(source)
                .query(Integer.class).list().isEmpty()).toList();
    }

    /// What the records of a delivery were put together to, in the order they began.
    public List<Capture> captures(UUID delivery) {
        return captures.of(delivery);
    }

    private record Line(UUID id, String source, @Nullable String senderId, Instant receivedAt, DeliveryState state,
            int records, int kept, long bytes, @Nullable String service, @Nullable String host,
            @Nullable String error) {}

    private static Line line(ResultSet row, int n) throws SQLException {
        return new Line(row.getObject("id", UUID.class), row.getString("source"), row.getString("sender_id"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                DeliveryState.valueOf(row.getString("state")), row.getInt("records"), row.getInt("kept"),
                row.getLong("bytes"), row.getString("service"), row.getString("host"), row.getString("error"));
    }

    private List<Delivery> read(List<Line> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = lines.stream().map(Line::id).toList();
        Map<UUID, List<UUID>> incidents = new HashMap<>();
        jdbc.sql("""
                select distinct x.delivery_id, i.incident_id from delivery_capture x
                join capture_incident i on i.capture_id = x.capture_id where x.delivery_id in (:ids)
                order by x.delivery_id, i.incident_id""").param("ids", ids).query(row -> {
            incidents.computeIfAbsent(row.getObject(1, UUID.class), ignored -> new ArrayList<>())
                    .add(row.getObject(2, UUID.class));
        });
        Map<UUID, Integer> counted = new HashMap<>();
        jdbc.sql("""
                select x.delivery_id, count(*) from delivery_capture x join capture c on c.id = x.capture_id
                where c.state = 'COUNTED' and x.delivery_id in (:ids) group by x.delivery_id""").param("ids", ids)
                .query(row -> {
                    counted.put(row.getObject(1, UUID.class), row.getInt(2));
                });
        return lines.stream().map(line -> delivery(line, incidents.getOrDefault(line.id, List.of()),
                counted.getOrDefault(line.id, 0))).toList();
    }

    private Delivery delivery(Line line, List<UUID> incidents, int counted) {
        boolean alert = line.state == DeliveryState.LINKED;
        List<Delivery.Alert> alerts = alert
                ? pointers.of(line.id).stream().map(pointer -> new Delivery.Alert(pointer.title(), pointer.status(),
                        pointer.service(), pointer.host(), pointer.startedAt(), pointer.url())).toList()
                : List.of();
        return new Delivery(line.id, line.source, line.senderId, line.receivedAt, line.state, line.records, line.kept,
                line.bytes, line.service, line.host, line.error,
                alert ? pointers.incidents(line.id, line.receivedAt) : incidents, counted, alerts);
    }

    private static String cursor(UUID id) {
        byte[] bytes = ByteBuffer.allocate(CURSOR_BYTES).put(CURSOR).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID parse(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == CURSOR_BYTES && bytes.get() == CURSOR) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // Falls through to the one answer for all that is no cursor of ours.
        }
        throw new Problem(HttpStatus.BAD_REQUEST, "problem.cursor");
    }
}
