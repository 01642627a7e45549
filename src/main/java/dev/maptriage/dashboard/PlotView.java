package dev.maptriage.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Lines over numbers: drawn by the server, and with its data for the script that draws it anew, to zoom and to read.
///
/// @param label what it shows, for those who do not see it
/// @param data  the same as JSON
record PlotView(String label, String xLabel, String yLabel, int width, int height, List<Line> lines, List<Tick> xTicks,
        List<Tick> yTicks, String data) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 240;
    private static final int LEFT = 56;
    private static final int RIGHT = WIDTH - 8;
    private static final int TOP = 10;
    private static final int BOTTOM = HEIGHT - 40;
    private static final int TICKS = 6;
    private static final JsonMapper JSON = new JsonMapper();

    /// @param style  1, 2, …: colour and dashes
    /// @param points as SVG wants them
    record Line(String name, int style, String points) {}

    record Tick(double at, String text) {}

    /// @param values one per x; null where there is none
    record Series(String name, List<@Nullable Double> values) {

        static Series of(String name, List<? extends Number> values) {
            List<@Nullable Double> numbers = new ArrayList<>();
            values.forEach(value -> numbers.add(value.doubleValue()));
            return new Series(name, numbers);
        }
    }

    /// @param logX whether equal steps on the axis are equal factors
    record Axes(String xLabel, String yLabel, boolean logX, boolean logY) {}

    static PlotView of(String label, Axes axes, List<Double> x, List<Series> series) {
        Scale across = Scale.over(x, axes.logX, LEFT, RIGHT, false);
        List<Double> all = new ArrayList<>();
        series.forEach(s -> s.values.forEach(v -> {
            if (v != null) {
                all.add(v);
            }
        }));
        Scale up = Scale.over(all, axes.logY, BOTTOM, TOP, true);
        List<Line> lines = new ArrayList<>();
        for (Series s : series) {
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < x.size(); i++) {
                Double value = s.values.get(i);
                if (value != null) {
                    points.append(points.isEmpty() ? "" : " ").append(tenth(across.at(x.get(i)))).append(',')
                            .append(tenth(up.at(value)));
                }
            }
            lines.add(new Line(s.name, lines.size() + 1, points.toString()));
        }
        return new PlotView(label, axes.xLabel, axes.yLabel, WIDTH, HEIGHT, List.copyOf(lines), across.ticks(),
                up.ticks(), json(axes, x, series));
    }

    private static String json(Axes axes, List<Double> x, List<Series> series) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("xLabel", axes.xLabel);
        data.put("yLabel", axes.yLabel);
        data.put("logX", axes.logX);
        data.put("logY", axes.logY);
        data.put("x", x);
        data.put("series", series);
        return JSON.writeValueAsString(data);
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /// From values to places.
    private record Scale(double min, double max, boolean log, double from, double to) {

        static Scale over(List<Double> values, boolean log, double from, double to, boolean fromZero) {
            double min = values.stream().filter(v -> !log || v > 0).mapToDouble(v -> v).min().orElse(log ? 1 : 0);
            double max = values.stream().mapToDouble(v -> v).max().orElse(1);
            if (log) {
                double low = fromZero ? Math.pow(10, Math.floor(Math.log10(min))) : min;
                double high = fromZero ? Math.pow(10, Math.ceil(Math.log10(Math.max(max, low * 1.01)))) : max;
                return new Scale(low, Math.max(high, low * 1.01), true, from, to);
            }
            double low = fromZero ? Math.min(0, min) : min;
            double top = fromZero ? step(max - low) * Math.ceil((max - low) / step(max - low)) + low : max;
            return new Scale(low, top > low ? top : low + 1, false, from, to);
        }

        /// Between four and eight steps of 1, 2 or 5.
        private static double step(double range) {
            if (!(range > 0)) {
                return 1;
            }
            double raw = range / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double head = raw / power;
            return power * (head <= 1 ? 1 : head <= 2 ? 2 : head <= 5 ? 5 : 10);
        }

        double at(double value) {
            double share = log
                    ? Math.log(Math.max(value, min) / min) / Math.log(max / min)
                    : (value - min) / (max - min);
            return from + share * (to - from);
        }

        List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            if (log) {
                for (double v = Math.pow(10, Math.ceil(Math.log10(min) - 1e-9)); v <= max * 1.000_1; v *= 10) {
                    ticks.add(new Tick(tenth(at(v)), brief(v)));
                }
                return List.copyOf(ticks);
            }
            double step = step(max - min);
            for (double v = Math.ceil(min / step - 1e-9) * step; v <= max + step * 1e-6; v += step) {
                ticks.add(new Tick(tenth(at(v)), brief(v)));
            }
            return List.copyOf(ticks);
        }
    }

    /// `0.25`, `40`, `1.5k`, `2M`.
    static String brief(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return size >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double number) {
        double value = number == 0 ? 0 : number;
        if (value != 0 && Math.abs(value) < 0.001) {
            return String.format(Locale.ROOT, "%.0e", value).replace("e-0", "e-");
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
