package dev.maptriage.simulation;

import java.util.Arrays;

/// How values are spread: mean and percentiles.
///
/// @param n how many there are; all else is 0 without any
public record Spread(long n, double mean, double p50, double p90, double p99, double p999, double max) {

    static Spread of(double[] values, int n) {
        if (n == 0) {
            return new Spread(0, 0, 0, 0, 0, 0, 0);
        }
        double[] sorted = Arrays.copyOf(values, n);
        Arrays.sort(sorted);
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        return new Spread(n, round(sum / n), at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 0.999),
                round(sorted[n - 1]));
    }

    private static double at(double[] sorted, double share) {
        return round(sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))]);
    }

    /// A tenth is more than any figure here can promise.
    static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
