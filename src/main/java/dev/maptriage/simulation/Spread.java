package dev.maptriage.simulation;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// How values are spread: mean and percentiles.
///
/// @param n how many there are; all else is 0 without any
public record Spread(long n, double mean, double p50, double p90, double p99, double p999, double max) {

    static Spread of(double[] values, int n) {
        return of(values, n, Spread::round);
    }

    static Spread of(double[] values, int n, DoubleUnaryOperator rounding) {
        if (n == 0) {
            return new Spread(0, 0, 0, 0, 0, 0, 0);
        }
        double[] sorted = Arrays.copyOf(values, n);
        Arrays.sort(sorted);
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        DoubleUnaryOperator at = share -> rounding.applyAsDouble(sorted[Math.min(n - 1, (int) (share * n))]);
        return new Spread(n, rounding.applyAsDouble(sum / n), at.applyAsDouble(0.5), at.applyAsDouble(0.9),
                at.applyAsDouble(0.99), at.applyAsDouble(0.999), rounding.applyAsDouble(sorted[n - 1]));
    }

    /// A tenth is more than any figure here can promise.
    static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
