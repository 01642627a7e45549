package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.dashboard.PlotView.Axes;
import dev.maptriage.dashboard.PlotView.Series;
import dev.maptriage.simulation.LockConvoy.Convoy;
import dev.maptriage.simulation.LockConvoy.ConvoyResult;
import dev.maptriage.simulation.LockConvoy.Peak;
import dev.maptriage.simulation.LockConvoy.Remedy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the lock convoy's page says.
record ConvoySections(LabWords words) {

    LabPages.Results of(ConvoyResult result) {
        Convoy run = result.run();
        return new LabPages.Results(tiles(run), List.of(queue(run), holds(run), growth(run), peaks(run),
                remedies(result)));
    }

    private List<Tile> tiles(Convoy run) {
        return List.of(
                new Tile(words.text("convoy.tile.hold"), words.nanos(run.holds().max()),
                        words.text("convoy.tile.hold.note", words.nanos(run.holds().p50()))),
                new Tile(words.text("convoy.tile.queue"), words.count(run.queueMax()),
                        words.text("convoy.tile.queue.note", words.digits(run.queueMean()))),
                new Tile(words.text("convoy.tile.wait"), words.nanos(run.waits().p99()),
                        words.text("convoy.tile.wait.note", words.nanos(run.waits().p50()),
                                words.nanos(run.waits().max()))),
                new Tile(words.text("convoy.tile.growth"), words.count(run.growth().starting()),
                        words.text("convoy.tile.growth.note", words.count(run.growth().carrying()),
                                words.count(run.growth().writes()))));
    }

    private List<Double> x(Convoy run) {
        return run.series().atMicros().stream().map(m -> Math.round(m / 10) / 100.0).toList();
    }

    private Section queue(Convoy run) {
        PlotView plot = PlotView.of(words.text("convoy.queue.label"), new Axes(words.text("axis.millis"),
                words.text("axis.queue"), false, false), x(run),
                List.of(Series.of(words.text("series.queue"), run.series().queue())));
        return new Section("queue", words.text("convoy.queue"), words.text("convoy.queue.intro"), plot, null,
                List.of());
    }

    private Section holds(Convoy run) {
        PlotView plot = PlotView.of(words.text("convoy.holds.label"), new Axes(words.text("axis.millis"),
                words.text("axis.nanos"), false, true), x(run),
                List.of(new Series(words.text("series.hold-max"), positive(run, run.series().holdMaxNanos())),
                        new Series(words.text("series.wait-p99"), positive(run, run.series().waitP99Nanos()))));
        return new Section("holds", words.text("convoy.holds"), words.text("convoy.holds.intro"), plot, null,
                List.of());
    }

    /// On an axis of factors no wait is shown as one nanosecond; a slice in which nothing began has no value.
    private static List<@Nullable Double> positive(Convoy run, List<Double> values) {
        List<@Nullable Double> shown = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            shown.add(run.series().operations().get(i) == 0 ? null : Double.valueOf(Math.max(1, values.get(i))));
        }
        return shown;
    }

    private Section growth(Convoy run) {
        PlotView plot = PlotView.of(words.text("convoy.growth.label"), new Axes(words.text("axis.millis"),
                words.text("axis.moved"), false, false), x(run),
                List.of(Series.of(words.text("series.moved"), run.series().moved())));
        return new Section("growth", words.text("convoy.growth"), words.text("convoy.growth.intro"), plot, null,
                List.of());
    }

    private Section peaks(Convoy run) {
        List<List<String>> rows = run.peaks().stream().map(this::peak).toList();
        String locks = words.text("convoy.locks", words.count(run.barged()), words.count(run.starvations()),
                words.count(run.handOvers()));
        return new Section("peaks", words.text("convoy.peaks"), words.text("convoy.peaks.intro"), null, words.table(
                "convoy.peaks.caption", List.of("at", "hold", "why", "entries", "moved", "bytes", "queue-before",
                        "queue-most", "drain"),
                rows),
                List.of(locks));
    }

    private List<String> peak(Peak p) {
        return words.row(words.nanos(p.atMicros() * 1e3), words.nanos(p.holdMicros() * 1e3),
                words.text(p.starts() ? "convoy.starts" : p.moved() > 0 ? "convoy.carries" : "convoy.plain"),
                words.count(p.entries()), words.count(p.moved()), words.bytes(p.allocated()),
                words.count(p.queueBefore()), words.count(p.queueMost()),
                p.drainMicros() < 0 ? words.text("convoy.undrained") : words.nanos(p.drainMicros() * 1e3));
    }

    private Section remedies(ConvoyResult r) {
        Convoy run = r.run();
        List<List<String>> rows = List.of(
                words.row(words.text("convoy.as-set"), words.nanos(run.holds().max()), words.count(run.queueMax()),
                        words.nanos(run.waits().p50()), words.nanos(run.waits().p99()), words.nanos(run.waits().max()),
                        words.count(run.growth().moved())),
                remedy(words.text("convoy.presized", words.count(r.presized().hint())), r.presized()),
                remedy(words.text("convoy.sharded", words.count(r.sharded().shards())), r.sharded()));
        return new Section("remedies", words.text("convoy.remedies"), words.text("convoy.remedies.intro"), null,
                words.table("convoy.remedies.caption", List.of("run", "hold-max", "queue-most", "wait-p50", "wait-p99",
                        "wait-max", "moved"), rows),
                List.of());
    }

    private List<String> remedy(String name, Remedy r) {
        return words.row(name, words.nanos(r.holdMaxNanos()), words.count(r.queueMax()), words.nanos(r.waits().p50()),
                words.nanos(r.waits().p99()), words.nanos(r.waits().max()), words.count(r.moved()));
    }
}
