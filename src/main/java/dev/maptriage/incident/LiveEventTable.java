package dev.maptriage.incident;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The table through which the instances of the service tell each other what happened.
@Component
class LiveEventTable {
    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    LiveEventTable(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /// An event to be written.
    record Row(String type, UUID subject, String body, Instant at) {}

    void append(List<Row> rows) {
        template.batchUpdate("insert into live_event (type, subject, body, created_at) values (?, ?, ?, ?)",
                rows.stream().map(row -> Upserts.row(row.type(), row.subject(), row.body(), Timestamp.from(row.at())))
                        .toList());
    }

    /// Events behind a position, oldest first.
    List<LiveEvent> after(long position, int limit) {
        return jdbc.sql("select id, type, body from live_event where id > ? order by id limit ?").param(position)
                .param(limit).query(LiveEventTable::event).list();
    }

    /// The last events behind a position, up to another one inside, oldest first.
    List<LiveEvent> between(long position, long last, int limit) {
        return jdbc.sql("select id, type, body from live_event where id > ? and id <= ? order by id desc limit ?")
                .param(position).param(last).param(limit).query(LiveEventTable::event).list().reversed();
    }

    private static LiveEvent event(ResultSet row, int number) throws SQLException {
        return new LiveEvent(row.getLong("id"), row.getString("type"), row.getString("body"));
    }

    /// The place of the latest event; 0 without any.
    long last() {
        return jdbc.sql("select coalesce(max(id), 0) from live_event").query(Long.class).single();
    }

    /// Drops what is older, but never the latest row: it holds the place in the order.
    int prune(Instant before) {
        return jdbc.sql("delete from live_event where created_at < ? and id < (select max(id) from live_event)")
                .param(Timestamp.from(before)).update();
    }
}
