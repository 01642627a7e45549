package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.dashboard.PlotView.Axes;
import dev.maptriage.dashboard.PlotView.Series;
import dev.maptriage.simulation.GrowthLab.Claim;
import dev.maptriage.simulation.GrowthLab.Growth;
import dev.maptriage.simulation.GrowthLab.GrowthResult;
import dev.maptriage.simulation.GrowthLab.LoadBin;
import dev.maptriage.simulation.GrowthLab.SizeRow;
import dev.maptriage.simulation.GrowthLab.Work;
import dev.maptriage.simulation.GrowthLab.WorkShare;
import dev.maptriage.simulation.Measurements;
import dev.maptriage.simulation.Measurements.GrowthRow;
import java.util.ArrayList;
import java.util.List;

/// What the growth laboratory's page says.
record GrowthSections(LabWords words) {

    LabPages.Results of(GrowthResult result) {
        List<Section> sections = new ArrayList<>(List.of(latency(result), load(result), work(result), bins(result)));
        List<List<String>> measured = measured(result);
        if (!measured.isEmpty()) {
            sections.add(new Section("measured", words.text("growth.measured"), words.text("growth.measured.intro"),
                    null, words.table(words.text("growth.measured.caption"), List.of("size", "work", "model-mean",
                            "real-mean", "model-p50", "real-p50"), measured, 2),
                    List.of()));
        }
        sections.add(growths(result));
        sections.add(new Section("claims", words.text("growth.claims"), words.text("growth.claims.intro"), null, null,
                result.claims().stream().map(claim -> claim(claim, result)).toList()));
        return new LabPages.Results(tiles(result), List.copyOf(sections));
    }

    private List<Tile> tiles(GrowthResult r) {
        boolean swiss = r.implementation().equals("SWISS");
        WorkShare carries = share(r, Work.CARRIES);
        WorkShare starts = share(r, Work.STARTS);
        return List.of(
                new Tile(words.text("growth.tile.load"), words.digits(r.highestLoad()),
                        words.text(swiss ? "growth.tile.load.swiss" : "growth.tile.load.classic",
                                words.digits(r.limit()))),
                new Tile(words.text("growth.tile.starts"), words.count(r.growths()),
                        words.text("growth.tile.starts.note", words.nanos(starts.nanos().max()))),
                new Tile(words.text("growth.tile.carries"), words.share(carries.share()),
                        swiss
                                ? words.text("growth.tile.carries.swiss")
                                : words.text("growth.tile.carries.note",
                                        words.nanos(carries.nanos().p50()))),
                new Tile(words.text("growth.tile.p50"), words.nanos(r.all().p50()),
                        words.text("growth.tile.p50.note", words.nanos(r.all().p99()), words.nanos(r.all().max()))));
    }

    private static WorkShare share(GrowthResult r, Work work) {
        return r.byWork().stream().filter(w -> w.work() == work).findFirst().orElseThrow();
    }

    private Section latency(GrowthResult r) {
        List<Double> x = r.series().atInsert().stream().map(Integer::doubleValue).toList();
        PlotView plot = PlotView.of(words.text("growth.latency.label"), new Axes(words.text("axis.insert"),
                words.text("axis.nanos"), false, true), x,
                List.of(Series.of(words.text("series.max"), r.series().nanosMax()),
                        Series.of(words.text("series.mean"), r.series().nanosMean())));
        return new Section("latency", words.text("growth.latency"), words.text("growth.latency.intro"), plot, null,
                List.of());
    }

    private Section load(GrowthResult r) {
        List<Double> x = r.series().atInsert().stream().map(Integer::doubleValue).toList();
        PlotView plot = PlotView.of(words.text("growth.load.label"), new Axes(words.text("axis.insert"),
                words.text("axis.load"), false, false), x,
                List.of(Series.of(words.text("series.load"), r.series().load()),
                        Series.of(words.text("series.carrying"), r.series().carryingShare())));
        return new Section("load", words.text("growth.load"), words.text("growth.load.intro"), plot, null, List.of());
    }

    private Section work(GrowthResult r) {
        List<List<String>> rows = r.byWork().stream().map(w -> words.row(name(w.work()), words.count(w.nanos().n()),
                words.share(w.share()), words.digits(w.moved().mean()), words.nanos(w.nanos().p50()),
                words.nanos(w.nanos().p99()), words.nanos(w.nanos().max()))).toList();
        return new Section("work", words.text("growth.work"), words.text("growth.work.intro"), null, words.table(
                "growth.work.caption", List.of("work", "inserts", "share", "moved", "p50", "p99", "max"), rows),
                List.of());
    }

    private String name(Work work) {
        return words.text("work." + work);
    }

    private Section bins(GrowthResult r) {
        List<List<String>> rows = r.byLoad().stream().map(this::bin).toList();
        return new Section("bins", words.text("growth.bins"), words.text("growth.bins.intro"), null, words.table(
                "growth.bins.caption", List.of("load-from", "inserts", "starting", "carrying", "moved", "p50", "p99"),
                rows), List.of());
    }

    private List<String> bin(LoadBin bin) {
        return words.row(words.digits(bin.from()), words.count(bin.inserts()), words.share(bin.startingShare()),
                words.share(bin.carryingShare()), words.digits(bin.moved()), words.nanos(bin.nanos().p50()),
                words.nanos(bin.nanos().p99()));
    }

    private List<List<String>> measured(GrowthResult r) {
        String version = r.settings().getOrDefault("goVersion", "");
        List<List<String>> rows = new ArrayList<>();
        for (GrowthRow real : Measurements.growth()) {
            if (!real.go().equals(version)) {
                continue;
            }
            for (SizeRow model : r.bySize()) {
                if (model.size() == real.size() && model.work() == real.work()) {
                    rows.add(words.row(words.count(real.size()), name(real.work()),
                            words.nanos(model.nanos().mean()), words.nanos(real.mean()),
                            words.nanos(model.nanos().p50()), words.nanos(real.p50())));
                }
            }
        }
        return rows;
    }

    private Section growths(GrowthResult r) {
        List<List<String>> rows = r.firstGrowths().stream().map(this::growth).toList();
        String note = r.growths() > rows.size()
                ? words.text("growth.growths.more", rows.size(), words.count(r.growths()))
                : words.text("growth.growths.all");
        return new Section("growths", words.text("growth.growths"), words.text("growth.growths.intro"), null,
                words.table("growth.growths.caption", List.of("insert", "load", "size", "bytes", "moved", "carriers",
                        "time"), rows),
                List.of(note));
    }

    private List<String> growth(Growth g) {
        return words.row(words.count(g.atInsert()), words.digits(g.load()), words.count(g.size()),
                words.bytes(g.allocated()), words.count(g.moved()), words.count(g.carriers()), words.nanos(g.nanos()));
    }

    private String claim(Claim claim, GrowthResult r) {
        boolean swiss = r.implementation().equals("SWISS");
        String key = "growth.claim." + claim.id() + (swiss && !claim.id().equals("constant")
                && !claim.id().equals("nil-buckets") ? ".swiss" : "");
        return words.text(key, claim.figures().getOrDefault("limit", ""),
                claim.figures().getOrDefault("lowestLoadWithGrowWork", ""),
                claim.figures().getOrDefault("highestLoadWithGrowWork", ""),
                claim.figures().getOrDefault("highestLoad", ""), claim.figures().getOrDefault("insertsAbove", ""),
                claim.figures().getOrDefault("plainP50", ""), claim.figures().getOrDefault("carryingP50", ""));
    }
}
