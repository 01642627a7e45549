package dev.maptriage.simulation;

import java.util.Arrays;

/// A list of numbers that grows, without boxes.
final class Samples {
    private double[] values = new double[64];
    private int n;

    void add(double value) {
        if (n == values.length) {
            values = Arrays.copyOf(values, n * 2);
        }
        values[n++] = value;
    }

    double at(int i) {
        return values[i];
    }

    int size() {
        return n;
    }

    /// With a rounding of its own.
    Spread spreadWith(java.util.function.DoubleUnaryOperator rounding) {
        return Spread.of(values, n, rounding);
    }

    Spread spread() {
        return Spread.of(values, n);
    }
}
