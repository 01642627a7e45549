package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Counts incidents per day and per hour where overviews read them.
///
/// These rows are shared by all uploads, so each is spread over several slots, and they are written last of all in a
/// transaction and in a fixed order. A day that is over is folded into one row, since nobody queues for it any more.
@Component
class IncidentCalendar {
    static final int HOURS = 24;
    private static final List<String> COLUMNS = IntStream.range(0, HOURS).mapToObj(IncidentCalendar::column).toList();

    private static final List<Upserts.Column> DAY = List.of(Upserts.column("seen_on", "date"),
            Upserts.column("category", "varchar(32)"), Upserts.column("slot", "smallint"));
    private static final List<Upserts.Column> HOUR = List.of(Upserts.column("seen_on", "date"),
            Upserts.column("service", "varchar(200)"), Upserts.column("category", "varchar(32)"),
            Upserts.column("slot", "smallint"));

    private final EntityManager entities;
    private final Upserts upserts;
    private final Clock clock;

    IncidentCalendar(EntityManager entities, Upserts upserts, Clock clock) {
        this.entities = entities;
        this.upserts = upserts;
        this.clock = clock;
    }

    /// Something to count.
    record Tick(Instant at, Category category, @Nullable String service) {

        LocalDate day() {
            return LocalDate.ofInstant(at, ZoneOffset.UTC);
        }

        private int hour() {
            return at.atOffset(ZoneOffset.UTC).getHour();
        }
    }

    /// The column that counts an hour.
    static String column(int hour) {
        return String.format(Locale.ROOT, "h%02d", hour);
    }

    /// Counts; must be the last that a transaction writes.
    ///
    /// @param each 1 for what came, -1 for what went
    void count(Collection<Tick> ticks, int each) {
        int slot = ThreadLocalRandom.current().nextInt(IncidentDayEntity.SLOTS);
        Map<DayKey, Integer> days = new TreeMap<>();
        Map<HourKey, Integer> hours = new TreeMap<>();
        for (Tick tick : ticks) {
            String service = tick.service == null ? "" : tick.service;
            days.merge(new DayKey(tick.day(), tick.category), each, Integer::sum);
            hours.merge(new HourKey(tick.day(), service, tick.category, tick.hour()), each, Integer::sum);
        }
        upserts.add("incident_day", DAY, "incident_count", days.entrySet().stream()
                .map(day -> Upserts.row(day.getKey().day, day.getKey().category.name(), slot, day.getValue()))
                .toList());
        Map<Integer, List<Object[]>> byHour = new TreeMap<>();
        hours.forEach((key, count) -> byHour.computeIfAbsent(key.hour, ignored -> new ArrayList<>())
                .add(Upserts.row(key.day, key.service, key.category.name(), slot, count)));
        byHour.forEach((hour, rows) -> upserts.add("incident_hour", HOUR, column(hour), rows));
    }

    private record DayKey(LocalDate day, Category category) implements Comparable<DayKey> {
        @Override
        public int compareTo(DayKey other) {
            int days = day.compareTo(other.day);
            return days != 0 ? days : category.compareTo(other.category);
        }
    }

    private record HourKey(LocalDate day, String service, Category category, int hour)
            implements
                Comparable<HourKey> {
        @Override
        public int compareTo(HourKey other) {
            int days = day.compareTo(other.day);
            int services = service.compareTo(other.service);
            int categories = category.compareTo(other.category);
            return days != 0
                    ? days
                    : services != 0 ? services : categories != 0 ? categories : Integer.compare(hour, other.hour);
        }
    }

    /// Forgets the names of services of which no incident is left. Somebody who counts one meanwhile waits, or is waited for.
    @Transactional
    public void forgetGone() {
        Sql sql = new Sql();
        // One look into the index per service; as "not exists" PostgreSQL would read all incidents.
        sql.and("(select i.id from incident i where i.service = s.service order by i.service desc, i.id desc"
                + " fetch first 1 row only) is null");
        for (String service : sql.list(entities, "select s.service from (select distinct service from incident_hour"
                + " where service <> '') s where " + sql.where(), String.class, Integer.MAX_VALUE)) {
            entities.createNativeQuery("select slot from incident_hour where service = :service for update")
                    .setParameter("service", service).getResultList();
            entities.createNativeQuery("delete from incident_hour where service = :service"
                    + " and not exists (select 1 from incident where service = :service)")
                    .setParameter("service", service).executeUpdate();
        }
    }

    /// Days that are over and lie in more than one slot, oldest first.
    @Transactional(readOnly = true)
    public List<LocalDate> unfolded() {
        Sql sql = new Sql();
        sql.and("slot > 0");
        sql.and("seen_on < " + sql.bind(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        return sql.list(entities,
                "select distinct seen_on from incident_hour where " + sql.where() + " order by seen_on",
                LocalDate.class, Integer.MAX_VALUE);
    }

    /// Puts the slots of a day into one. Somebody who counts meanwhile waits, or makes a new row, which a later run finds.
    @Transactional
    public void fold(LocalDate day) {
        Map<List<String>, long[]> sums = new LinkedHashMap<>();
        List<Object[]> keys = new ArrayList<>();
        @SuppressWarnings("unchecked")
        List<Object[]> rows = entities.createNativeQuery("select service, category, slot, " + String.join(", ", COLUMNS)
                + " from incident_hour where seen_on = :day order by service, category, slot for update")
                .setParameter("day", day).getResultList();
        for (Object[] row : rows) {
            keys.add(Arrays.copyOf(row, 3));
            long[] sum = sums.computeIfAbsent(List.of((String) row[0], (String) row[1]), ignored -> new long[HOURS]);
            for (int hour = 0; hour < HOURS; hour++) {
                sum[hour] += ((Number) row[3 + hour]).longValue();
            }
        }
        for (Object[] key : keys) {
            entities.createNativeQuery("delete from incident_hour where seen_on = :day and service = :service"
                    + " and category = :category and slot = :slot").setParameter("day", day)
                    .setParameter("service", key[0]).setParameter("category", key[1]).setParameter("slot", key[2])
                    .executeUpdate();
        }
        String values = COLUMNS.stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        sums.forEach((key, sum) -> {
            var insert = entities.createNativeQuery("insert into incident_hour (seen_on, service, category, slot, "
                    + String.join(", ", COLUMNS) + ") values (:day, :service, :category, 0, " + values + ")")
                    .setParameter("day", day).setParameter("service", key.getFirst())
                    .setParameter("category", key.getLast());
            for (int hour = 0; hour < HOURS; hour++) {
                insert.setParameter(column(hour), Math.toIntExact(sum[hour]));
            }
            insert.executeUpdate();
        });
    }
}
