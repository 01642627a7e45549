package dev.maptriage.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was measured on real Go, in compact copies: see `measurements/README.md` among the resources.
public final class Measurements {

    private Measurements() {}

    /// Latency of inserts of one size and kind.
    ///
    /// @param go   release, `1.23` or `1.26`
    /// @param size `B` (classic), capacity of the table (Swiss)
    public record GrowthRow(String go, int size, GrowthLab.Work work, double mean, double p50, double p99) {}

    /// How two goroutines race on a map.
    public enum Race {
        /** Both overwrite keys. */
        WRITE_WRITE,
        /** Both insert new keys. */
        INSERT_INSERT,
        /** One overwrites, one reads. */
        WRITE_READ,
        /** One overwrites, one iterates. */
        WRITE_ITERATE
    }

    /// How long two goroutines raced until the runtime noticed, in operations that overlapped.
    ///
    /// @param none runs that ended before it noticed
    /// @param p90  null when fewer than nine in ten runs were noticed
    public record DetectionRow(String go, Race race, int keys, double duty, int runs, int none, double opNanos,
            double cycleNanos, int p50, @Nullable Integer p90) {}

    /// Latencies of inserts.
    public static List<GrowthRow> growth() {
        return lines("growth.csv").stream().map(f -> new GrowthRow(f[0], Integer.parseInt(f[1]),
                GrowthLab.Work.valueOf(f[2]), Double.parseDouble(f[3]), Double.parseDouble(f[4]),
                Double.parseDouble(f[5]))).toList();
    }

    /// Races until they were noticed.
    public static List<DetectionRow> detection() {
        return lines("detection.csv").stream().map(f -> new DetectionRow(f[0], Race.valueOf(f[1]),
                Integer.parseInt(f[2]), Double.parseDouble(f[3]), Integer.parseInt(f[4]), Integer.parseInt(f[5]),
                Double.parseDouble(f[6]), Double.parseDouble(f[7]), Integer.parseInt(f[8]),
                f[9].isEmpty() ? null : Integer.valueOf(f[9]))).toList();
    }

    private static List<String[]> lines(String file) {
        try (InputStream in = Objects.requireNonNull(Measurements.class.getResourceAsStream("/measurements/" + file),
                file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
