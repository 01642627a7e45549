package dev.maptriage.intake.collector;

import dev.maptriage.incident.SourceErased;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What collectors delivered from a source that is erased goes, too: the texts that wait, and the log of its deliveries.
@Component
class ErasedSources {
    private final JdbcClient jdbc;

    ErasedSources(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventListener
    void erased(SourceErased event) {
        delete("capture", "opened_at", event);
        delete("delivery", "received_at", event);
    }

    private void delete(String table, String time, SourceErased event) {
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder("delete from ").append(table).append(" where ").append(time)
                .append(" < ?");
        values.add(Captures.stampOf(event.before()));
        and(sql, values, "service", event.service());
        and(sql, values, "host", event.host());
        jdbc.sql(sql.toString()).params(values).update();
    }

    private static void and(StringBuilder sql, List<Object> values, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = ?");
            values.add(value);
        }
    }
}
