package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.simulation.Alternatives.AlternativesResult;
import dev.maptriage.simulation.Alternatives.WayResult;
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
        return new LabPages.Results(tiles, List.of(
                new Section("ways", words.text("alternatives.ways"), words.text("alternatives.ways.intro",
                        words.digits(result.offered())), null,
                        words.table("alternatives.ways.caption", List.of("way", "throughput", "relative", "wait-p50",
                                "wait-p99", "read", "write", "queue"), rows),
                        List.of()),
                new Section("model", words.text("alternatives.model"), null, null, null,
                        List.of(words.text("alternatives.model.in"), words.text("alternatives.model.out"),
                                words.text("alternatives.model.safe")))));
    }

    private String name(WayResult way) {
        return words.text("way." + way.way(), words.count(way.shards()));
    }
}
