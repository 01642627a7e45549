package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Incidents over time as stacked bars.
///
/// @param label   what it shows, for those who do not see it
/// @param columns one per step of time
/// @param levels  lines across, with their count
/// @param moments words below the columns
/// @param legend  categories with their sums
/// @param rows    the same as figures
/// @param data    the same as JSON, for the script that draws it anew
record ChartView(int width, int height, String label, List<Column> columns, List<Tick> levels, List<Tick> moments,
        List<Entry> legend, List<Row> rows, String data) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 190;
    private static final int LEFT = 34;
    private static final int TOP = 8;
    private static final int BOTTOM = HEIGHT - 26;
    /// PageWords below the axis that fit beside each other.
    private static final int MOMENTS = 6;
    private static final JsonMapper JSON = new JsonMapper();

    record Column(double x, double width, String title, List<Part> parts) {}

    record Part(String id, double y, double height) {}

    record Tick(double at, String text) {}

    /// @param count the sum, in words
    record Entry(MarkView mark, String count) {}

    record Row(String when, List<String> counts) {}

    /// Counts of one step of time.
    ///
    /// @param start  of the step
    /// @param counts per category; an absent one is zero
    record Step(Instant start, Map<Category, Long> counts) {

        long sum() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// @param steps oldest first, without holes
    /// @param step  length of each
    static ChartView of(List<Step> steps, Duration step, PageWords words) {
        long most = niceCeiling(steps.stream().mapToLong(Step::sum).max().orElse(0));
        DateTimeFormatter format = DateTimeFormatter
                .ofPattern(words.text(step.toHours() < 24 ? "chart.hour" : "chart.day"), words.locale())
                .withZone(ZoneOffset.UTC);
        double pitch = (double) (WIDTH - LEFT) / Math.max(1, steps.size());
        List<Column> columns = new ArrayList<>();
        List<Tick> moments = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        int every = Math.max(1, (steps.size() + MOMENTS - 1) / MOMENTS);
        for (int i = 0; i < steps.size(); i++) {
            Step at = steps.get(i);
            String when = format.format(at.start());
            columns.add(new Column(round(LEFT + i * pitch + pitch * 0.12), round(pitch * 0.76),
                    words.text("chart.column", when, at.sum()), parts(at, most)));
            if (i % every == every / 2) {
                moments.add(new Tick(round(LEFT + (i + 0.5) * pitch), when));
            }
            if (at.sum() > 0) {
                rows.add(new Row(when, counts(at, words)));
            }
        }
        long all = steps.stream().mapToLong(Step::sum).sum();
        return new ChartView(WIDTH, HEIGHT, words.text("chart.label", all), List.copyOf(columns), levels(most, words),
                List.copyOf(moments), legend(steps, words), List.copyOf(rows), data(steps, step));
    }

    private static String data(List<Step> steps, Duration step) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step.toSeconds());
        data.put("x", steps.stream().map(s -> s.start().getEpochSecond()).toList());
        data.put("series",
                Arrays.stream(Category.values()).map(category -> Map.of("id", MarkView.id(category), "values",
                        steps.stream().map(s -> s.counts().getOrDefault(category, 0L)).toList())).toList());
        return JSON.writeValueAsString(data);
    }

    private static List<Part> parts(Step step, long most) {
        List<Part> parts = new ArrayList<>();
        double bottom = BOTTOM;
        for (Category category : Category.values()) {
            long count = step.counts().getOrDefault(category, 0L);
            if (count > 0) {
                double height = (double) count * (BOTTOM - TOP) / most;
                parts.add(new Part(MarkView.id(category), round(bottom - height), round(height)));
                bottom -= height;
            }
        }
        return List.copyOf(parts);
    }

    private static List<String> counts(Step step, PageWords words) {
        return List.of(Category.values()).stream().map(c -> words.count(step.counts().getOrDefault(c, 0L))).toList();
    }

    private static List<Entry> legend(List<Step> steps, PageWords words) {
        return List.of(Category.values()).stream()
                .map(c -> new Entry(MarkView.of(c, words),
                        words.count(steps.stream().mapToLong(s -> s.counts().getOrDefault(c, 0L)).sum())))
                .toList();
    }

    private static List<Tick> levels(long most, PageWords words) {
        return most == 1
                ? List.of(new Tick(BOTTOM, words.count(0)), new Tick(TOP, words.count(1)))
                : List.of(new Tick(BOTTOM, words.count(0)), new Tick((TOP + BOTTOM) / 2.0, words.count(most / 2)),
                        new Tick(TOP, words.count(most)));
    }

    /// The next of 1, 2, 4, 6, 10, 20, 40, 60, 100 …: a scale that halves to a whole number.
    private static long niceCeiling(long most) {
        long unit = 1;
        while (true) {
            for (long step : new long[]{1, 2, 4, 6}) {
                if (step * unit >= most) {
                    return step * unit;
                }
            }
            unit *= 10;
        }
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
