package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.dashboard.PlotView.Axes;
import dev.maptriage.dashboard.PlotView.Series;
import dev.maptriage.simulation.RaceWindow;
import dev.maptriage.simulation.RaceWindow.Comparison;
import dev.maptriage.simulation.RaceWindow.RaceResult;
import dev.maptriage.simulation.RaceWindow.Simulated;
import java.util.ArrayList;
import java.util.List;

/// What the race window's page says.
record RaceSections(LabWords words) {

    LabPages.Results of(RaceResult result) {
        List<Section> sections = new ArrayList<>();
        if (!result.points().isEmpty()) {
            sections.add(probability(result));
        }
        sections.add(article(result));
        if (!result.pairs().isEmpty()) {
            sections.add(pairs(result));
        }
        if (result.preemptedPerSecond() > 0) {
            sections.add(new Section("preempted", words.text("race.preempted.title"), null, null, null,
                    List.of(words.text("race.preempted", words.digits(result.preemptedPerSecond())))));
        }
        Simulated simulated = result.simulation();
        if (simulated != null) {
            sections.add(simulated(simulated));
        }
        sections.add(measured());
        return new LabPages.Results(tiles(result), List.copyOf(sections));
    }

    private List<Tile> tiles(RaceResult r) {
        Double window = r.window();
        String share = words.share(Double.parseDouble(r.settings().getOrDefault("share", "0")));
        List<Tile> tiles = new ArrayList<>();
        tiles.add(new Tile(words.text("race.tile.window", share), window == null
                ? words.text("race.never")
                : words.seconds(window), words.text(window == null ? "race.never.note" : "race.tile.window.note")));
        tiles.add(new Tile(words.text("race.tile.within", words.seconds(Double.parseDouble(r.settings().getOrDefault(
                "seconds", "0")))), words.share(r.withinShare()), words.text("race.tile.within.note")));
        tiles.add(new Tile(words.text("race.tile.rate"), words.text("unit.per-second", words.digits(r.perSecond())),
                words.text("race.tile.rate.note")));
        Simulated simulated = r.simulation();
        if (simulated != null && simulated.noticed() > 0) {
            tiles.add(new Tile(words.text("race.tile.unnoticed"), words.digits(simulated.unnoticed().mean()),
                    words.text("race.tile.unnoticed.note", words.digits(simulated.unnoticed().p90()))));
        }
        return tiles;
    }

    private Section probability(RaceResult r) {
        List<Double> x = r.points().stream().map(RaceWindow.Point::seconds).toList();
        List<Series> series = new ArrayList<>();
        series.add(Series.of(words.text("series.closed"), r.points().stream().map(p -> percent(p.closed()))
                .toList()));
        if (r.points().getFirst().simulated() != null) {
            series.add(Series.of(words.text("series.simulated"), r.points().stream()
                    .map(p -> percent(p.simulated() == null ? 0 : p.simulated())).toList()));
        }
        PlotView plot = PlotView.of(words.text("race.probability.label"), new Axes(words.text("axis.seconds"),
                words.text("axis.noticed"), true, false), x, series);
        List<List<String>> rows = r.points().stream().map(p -> words.row(words.seconds(p.seconds()),
                words.share(p.closed()), p.simulated() == null ? "" : words.share(p.simulated()))).toList();
        return new Section("probability", words.text("race.probability"), words.text("race.probability.intro"), plot,
                words.table("race.probability.caption", List.of("time", "closed", "simulated"), rows), List.of());
    }

    private static double percent(double share) {
        return Math.round(share * 1_000) / 10.0;
    }

    private Section article(RaceResult r) {
        Double needed = r.article().neededRate();
        String verdict = words.text(r.article().holds() ? "race.article.holds" : "race.article.fails",
                words.share(r.article().share()));
        return new Section("article", words.text("race.article"), null, null, null, needed == null
                ? List.of(verdict, words.text("race.article.none"))
                : List.of(verdict, words.text("race.article.needed", words.digits(needed))));
    }

    private Section pairs(RaceResult r) {
        List<List<String>> rows = r.pairs().stream().map(p -> words.row(words.text("race.pair." + p.kinds()),
                words.count(p.pairs()), words.nanos(p.windowNanos()), words.digits(p.perSecond()))).toList();
        return new Section("pairs", words.text("race.pairs"), words.text("race.pairs.intro"), null, words.table(
                "race.pairs.caption", List.of("pair", "pairs", "window", "per-second"), rows), List.of());
    }

    private Section simulated(Simulated s) {
        if (s.noticed() == 0) {
            return new Section("simulated", words.text("race.simulated"), null, null, null,
                    List.of(words.text("race.simulated.none")));
        }
        List<List<String>> rows = List.of(
                words.row(words.text("race.until"), words.seconds(s.seconds().p50()), words.seconds(s.seconds().p90()),
                        words.seconds(s.seconds().p99())),
                words.row(words.text("race.overlapped"), words.digits(s.overlapped().p50()),
                        words.digits(s.overlapped().p90()), words.digits(s.overlapped().p99())),
                words.row(words.text("race.unnoticed"), words.digits(s.unnoticed().p50()),
                        words.digits(s.unnoticed().p90()), words.digits(s.unnoticed().p99())));
        return new Section("simulated", words.text("race.simulated"), words.text("race.simulated.intro",
                words.count(s.runs()), words.count(s.noticed())), null,
                words.table("race.simulated.caption",
                        List.of("what", "p50", "p90", "p99"), rows),
                List.of());
    }

    private Section measured() {
        List<List<String>> rows = RaceWindow.compare().stream().map(this::measured).toList();
        return new Section("measured", words.text("race.measured"), words.text("race.measured.intro"), null,
                words.table("race.measured.caption", List.of("race", "duty", "real-p50", "real-p90", "closed-p50",
                        "closed-p90", "simulated-p50", "simulated-p90"), rows),
                List.of(words.text("race.measured.note")));
    }

    private List<String> measured(Comparison c) {
        return words.row(words.text("race.measured.race", c.measured().go(), words.text("race.kind."
                + c.measured().race())), words.digits(c.measured().duty()), words.count(c.measured().p50()),
                c.measured().p90() == null ? words.text("race.measured.open") : words.count(c.measured().p90()),
                words.count(c.closedP50()), words.count(c.closedP90()), words.count(c.simulatedP50()),
                words.count(c.simulatedP90()));
    }
}
