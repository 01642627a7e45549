package dev.maptriage.dashboard;

import dev.maptriage.reproduction.SimulationResult.MapState;
import dev.maptriage.simulation.Lane;
import dev.maptriage.simulation.MapSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Draws a map beside what it was a step before, so that what changed can be outlined.
final class MapViews {
    private static final String[] FLAGS = {"iterator", "oldIterator", "hashWriting", "sameSizeGrow"};
    private static final int CELLS = 8;
    private static final int MIN_TOP_HASH = 5;
    private static final int CTRL_EMPTY = 0x80;
    private static final int CTRL_DELETED = 0xfe;

    private final MapState now;
    private final MapState before;
    private final List<Lane> lanes;
    private final PageWords words;

    private MapViews(MapState now, MapState before, List<Lane> lanes, PageWords words) {
        this.now = now;
        this.before = before;
        this.lanes = lanes;
        this.words = words;
    }

    /// @param before the same map a step earlier
    static MapView of(MapState now, MapState before, List<Lane> lanes, PageWords words) {
        return new MapViews(now, before, lanes, words).view();
    }

    private MapView view() {
        if (now.classic()) {
            return classic();
        }
        if (now.swiss()) {
            return swiss();
        }
        List<MapView.Figure> count = List.of(figure("len", now.count(), before.count()));
        return new MapView(now.nil() ? "nil" : "other", now.name(), List.of(), count, List.of(), List.of(), entries());
    }

    private List<MapView.Figure> entries() {
        var entries = now.entries();
        var was = before.entries();
        return entries == null
                ? List.of()
                : entries.entrySet().stream()
                        .map(each -> new MapView.Figure(each.getKey(), each.getValue(),
                                was == null || !each.getValue().equals(was.get(each.getKey()))))
                        .toList();
    }

    private static MapView.Figure figure(String name, @Nullable Object value, @Nullable Object before) {
        return new MapView.Figure(name, String.valueOf(value), !Objects.equals(value, before));
    }

    private MapView classic() {
        int flags = Objects.requireNonNullElse(now.flags(), 0);
        int were = Objects.requireNonNullElse(before.flags(), 0);
        List<MapView.Lamp> lamps = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            lamps.add(new MapView.Lamp(FLAGS[i], (flags & 1 << i) != 0, ((flags ^ were) & 1 << i) != 0));
        }
        List<MapView.Figure> figures = new ArrayList<>(List.of(figure("count", now.count(), before.count()),
                figure("B", now.B(), before.B()), figure("noverflow", now.noverflow(), before.noverflow())));
        if (now.oldbuckets() != null || !Objects.equals(now.nevacuate(), before.nevacuate())) {
            figures.add(figure("nevacuate", now.nevacuate(), before.nevacuate()));
        }
        List<MapView.Array> arrays = new ArrayList<>();
        MapSnapshot.Buckets old = now.oldbuckets();
        if (old != null) {
            MapSnapshot.Buckets was = before.oldbuckets() != null ? before.oldbuckets() : before.buckets();
            arrays.add(buckets("oldbuckets", old, was, true));
        }
        MapSnapshot.Buckets current = now.buckets();
        if (current != null) {
            boolean grew = old != null && before.oldbuckets() == null;
            arrays.add(buckets("buckets", current, grew ? null : before.buckets(), false));
        }
        return new MapView("classic", now.name(), lamps, figures, List.of(), arrays, List.of());
    }

    private MapView.Array buckets(String name, MapSnapshot.Buckets array, MapSnapshot.@Nullable Buckets before,
            boolean old) {
        List<MapView.Row> rows = new ArrayList<>();
        for (MapSnapshot.Chain chain : array.chains()) {
            List<List<MapView.Cell>> drawn = new ArrayList<>();
            boolean done = false;
            for (int depth = 0; depth < chain.buckets().size(); depth++) {
                MapSnapshot.Cells cells = chain.buckets().get(depth);
                int first = cells.marks().getFirst();
                done |= depth == 0 && first > 1 && first < MIN_TOP_HASH;
                drawn.add(cells(cells, bucket(before, chain.index(), depth), false,
                        depth == 0 && !old ? chain.index() : -1));
            }
            boolean cursor = old && Objects.equals(now.nevacuate(), (long) chain.index());
            rows.add(new MapView.Row(chain.index(), cursor, done, drawn));
        }
        return new MapView.Array(words.text("player.array." + name, array.size()), List.of(), null, rows,
                elided(array.size() - array.chains().size()), old);
    }

    private static MapSnapshot.@Nullable Cells bucket(MapSnapshot.@Nullable Buckets array, int index, int depth) {
        return array == null
                ? null
                : array.chains().stream().filter(chain -> chain.index() == index && depth < chain.buckets().size())
                        .map(chain -> chain.buckets().get(depth)).findFirst().orElse(null);
    }

    private @Nullable String elided(int hidden) {
        return hidden <= 0 ? null : words.text("player.elided", hidden);
    }

    private MapView swiss() {
        List<MapView.Lamp> lamps = List.of(
                new MapView.Lamp("writing", !Objects.equals(now.writing(), 0),
                        !Objects.equals(now.writing(), before.writing())),
                new MapView.Lamp("tombstonePossible", Boolean.TRUE.equals(now.tombstonePossible()),
                        !Objects.equals(now.tombstonePossible(), before.tombstonePossible())));
        List<MapView.Figure> figures = List.of(figure("used", now.count(), before.count()),
                figure("dirLen", now.dirLen(), before.dirLen()),
                figure("globalDepth", now.globalDepth(), before.globalDepth()));
        List<MapView.Array> arrays = new ArrayList<>();
        MapSnapshot.Cells small = now.small();
        if (small != null) {
            arrays.add(new MapView.Array(words.text("player.array.small"), List.of(), null,
                    List.of(new MapView.Row(0, false, false, List.of(cells(small, before.small(), true, 0)))), null,
                    false));
        }
        for (MapSnapshot.Table table : tables(now)) {
            arrays.add(table(table, tables(before).stream().filter(was -> was.serial() == table.serial()).findFirst()
                    .orElse(null)));
        }
        return new MapView("swiss", now.name(), lamps, figures, directory(), arrays, List.of());
    }

    private static List<MapSnapshot.Table> tables(MapState map) {
        return map.tables() == null ? List.of() : map.tables();
    }

    private List<MapView.Entry> directory() {
        List<MapView.Entry> entries = new ArrayList<>();
        for (int i = 0; i < serials(now).size(); i++) {
            Integer serial = serials(now).get(i);
            boolean same = i < serials(before).size() && serials(before).get(i).equals(serial);
            entries.add(new MapView.Entry(i, serial.toString(), !same));
        }
        return entries;
    }

    private static List<Integer> serials(MapState map) {
        List<Integer> directory = map.directory();
        return directory == null
                ? List.of()
                : directory.stream().map(position -> tables(map).get(position).serial()).toList();
    }

    private MapView.Array table(MapSnapshot.Table table, MapSnapshot.@Nullable Table was) {
        List<MapView.Row> rows = new ArrayList<>();
        for (MapSnapshot.Group group : table.groups()) {
            MapSnapshot.Cells old = was == null
                    ? null
                    : was.groups().stream().filter(each -> each.index() == group.index())
                            .map(MapSnapshot.Group::cells).findFirst().orElse(null);
            rows.add(new MapView.Row(group.index(), false, false,
                    List.of(cells(group.cells(), old, true, group.index()))));
        }
        List<MapView.Figure> figures = List.of(figure("index", table.index(), was == null ? null : was.index()),
                figure("used", table.used(), was == null ? null : was.used()),
                figure("localDepth", table.localDepth(), was == null ? null : was.localDepth()));
        int most = Math.max(1, table.capacity() - table.capacity() / CELLS);
        MapView.Gauge gauge = new MapView.Gauge(table.growthLeft(), most,
                words.text("player.growth-left", table.growthLeft(), most),
                was == null || was.growthLeft() != table.growthLeft());
        return new MapView.Array(words.text("player.array.table", String.valueOf(table.serial()), table.capacity()),
                figures, gauge, rows, elided(table.size() - table.groups().size()), table.index() < 0);
    }

    /// @param row index that goroutines name when they work here; -1 where none does
    private List<MapView.Cell> cells(MapSnapshot.Cells cells, MapSnapshot.@Nullable Cells was, boolean swiss,
            int row) {
        List<MapView.Cell> drawn = new ArrayList<>(CELLS);
        for (int i = 0; i < CELLS; i++) {
            int mark = cells.marks().get(i);
            String key = cells.keys().get(i);
            String elem = cells.elems().get(i);
            boolean same = was != null && was.marks().get(i) == mark && Objects.equals(was.keys().get(i), key)
                    && Objects.equals(was.elems().get(i), elem);
            String id = swiss ? slot(mark) : cell(mark);
            drawn.add(new MapView.Cell(String.format("%02x", mark), id, key, elem, !same, targets(row, i),
                    words.text("player.cell." + id, String.valueOf(i), String.valueOf(key), String.valueOf(elem))));
        }
        return drawn;
    }

    private String targets(int row, int cell) {
        return lanes.stream().filter(lane -> lane.call() != null && Objects.equals(lane.bucket(), row)
                && Objects.equals(lane.cell(), cell)).map(lane -> "g" + lane.goroutine())
                .collect(Collectors.joining(" "));
    }

    private static String cell(int mark) {
        return switch (mark) {
            case 0 -> "rest";
            case 1 -> "empty";
            case 2, 3, 4 -> "moved";
            default -> "full";
        };
    }

    private static String slot(int mark) {
        return mark == CTRL_EMPTY ? "rest" : mark == CTRL_DELETED ? "deleted" : "full";
    }
}
