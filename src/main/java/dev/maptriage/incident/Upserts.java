package dev.maptriage.incident;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/// Adds to counters and remembers values, whether their rows are there or not, many rows with one statement, in the way of
/// the database at hand.
///
/// Two who make the same new row at once: on PostgreSQL one waits and adds, on H2 it may collide and has to begin again.
final class Upserts {
    private final JdbcTemplate jdbc;
    private final boolean postgres;

    Upserts(JdbcTemplate jdbc, boolean postgres) {
        this.jdbc = jdbc;
        this.postgres = postgres;
    }

    /// A column with its type.
    record Column(String name, String type) {}

    static Column column(String name, String type) {
        return new Column(name, type);
    }

    /// Adds to a counter.
    ///
    /// @param rows values of the key and what to add, in an order that all writers share
    void add(String table, List<Column> key, String counter, Collection<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<Column> all = Stream.concat(key.stream(), Stream.of(column(counter, "integer"))).toList();
        String statement = postgres
                ? insert(table, all) + " on conflict (" + names(key) + ") do update set " + counter + " = " + table
                        + "."
                        + counter + " + excluded." + counter
                : merge(table, key, all, " when matched then update set " + counter + " = t." + counter + " + s."
                        + counter);
        jdbc.batchUpdate(statement, List.copyOf(rows));
    }

    /// Makes rows that are not there.
    void remember(String table, List<Column> key, List<Column> more, Collection<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<Column> all = Stream.concat(key.stream(), more.stream()).toList();
        jdbc.batchUpdate(postgres
                ? insert(table, all) + " on conflict (" + names(key) + ") do nothing"
                : merge(table, key, all, ""), List.copyOf(rows));
    }

    static Object[] row(Object... values) {
        return Arrays.copyOf(values, values.length);
    }

    private static String insert(String table, List<Column> columns) {
        return "insert into " + table + " (" + names(columns) + ") values (" + casts(columns) + ")";
    }

    private static String merge(String table, List<Column> key, List<Column> all, String matched) {
        return "merge into " + table + " t using (values (" + casts(all) + ")) s(" + names(all) + ") on "
                + key.stream().map(column -> "t." + column.name() + " = s." + column.name())
                        .collect(Collectors.joining(" and "))
                + matched + " when not matched then insert (" + names(all) + ") values ("
                + all.stream().map(column -> "s." + column.name()).collect(Collectors.joining(", ")) + ")";
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    private static String casts(List<Column> columns) {
        return columns.stream().map(column -> "cast(? as " + column.type() + ")").collect(Collectors.joining(", "));
    }
}
