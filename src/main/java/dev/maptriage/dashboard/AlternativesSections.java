package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.dashboard.PlotView.Axes;
import dev.maptriage.dashboard.PlotView.Series;
import dev.maptriage.simulation.Alternatives.AlternativesResult;
import dev.maptriage.simulation.Alternatives.Way;
import dev.maptriage.simulation.Alternatives.WayResult;
import java.util.ArrayList;
import java.util.List;

/// What the page of the ways to share a map says.
record AlternativesSections(LabWords words) {

    LabPages.Results of(AlternativesResult result) {
        WayResult best = result.ways().getFirst();
        WayResult last = result.ways().getLast();
        List<Tile> tiles = List.of(
                new Tile(words.text("alternatives.tile.best"), name(best), words.text("alternatives.tile.best.note",
                        words.digits(best.throughput()), words.share(Math.min(1, best.throughput()
                                / result.offered())))),
                new Tile(words.text("alternatives.tile.last"), name(last), words.text("alternatives.tile.last.note",
                        words.digits(1 / last.relative()))));
        List<List<String>> rows = result.ways().stream().map(w -> words.row(name(w), words.digits(w.throughput()),
                words.share(w.relative()), words.nanos(w.waits().p50()), words.nanos(w.waits().p99()),
                words.nanos(w.reads().mean()), words.nanos(w.writes().mean()), words.digits(w.queueMean()))).toList();
        List<Section> sections = new ArrayList<>(List.of(
                new Section("ways", words.text("alternatives.ways"), words.text("alternatives.ways.intro",
                        words.digits(result.offered())), null,
                        words.table("alternatives.ways.caption", List.of("way", "throughput", "relative", "wait-p50",
                                "wait-p99", "read", "write", "queue"), rows),
                        List.of()),
                new Section("model", words.text("alternatives.model"), null, null, null,
                        List.of(words.text("alternatives.model.in"), words.text("alternatives.model.out"),
                                words.text("alternatives.model.safe")))));
        if (!result.sweep().isEmpty()) {
            sections.add(1, sweep(result));
        }
        return new LabPages.Results(tiles, List.copyOf(sections));
    }

    private Section sweep(AlternativesResult result) {
        List<Double> x = result.sweep().getFirst().readShares().stream().map(s -> s * 100).toList();
        List<Series> series = result.sweep().stream().map(s -> Series.of(name(s.way(), result),
                s.throughput())).toList();
        PlotView plot = PlotView.of(words.text("alternatives.sweep.label"), new Axes(words.text("axis.reads"),
                words.text("axis.throughput"), false, true), x, series);
        return new Section("sweep", words.text("alternatives.sweep"), words.text("alternatives.sweep.intro"), plot,
                null, List.of());
    }

    private String name(Way way, AlternativesResult result) {
        return words.text("way." + way, result.settings().getOrDefault("shards", ""));
    }

    private String name(WayResult way) {
        return words.text("way." + way.way(), words.count(way.shards()));
    }
}
