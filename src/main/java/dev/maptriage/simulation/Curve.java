package dev.maptriage.simulation;

/// A cost that depends on a size: straight lines between measured points, over the logarithm of the size.
final class Curve {
    private final double[] sizes;
    private final double[] values;

    private Curve(double[] sizesAndValues) {
        sizes = new double[sizesAndValues.length / 2];
        values = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizesAndValues[2 * i];
            values[i] = sizesAndValues[2 * i + 1];
        }
    }

    /// @param sizesAndValues a size and its cost, the next size and its cost, …
    static Curve of(double... sizesAndValues) {
        return new Curve(sizesAndValues);
    }

    /// The cost at a size; outside the measured sizes that of the nearest.
    double at(double size) {
        if (size <= sizes[0]) {
            return values[0];
        }
        for (int i = 1; i < sizes.length; i++) {
            if (size <= sizes[i]) {
                double share = Math.log(size / sizes[i - 1]) / Math.log(sizes[i] / sizes[i - 1]);
                return values[i - 1] + share * (values[i] - values[i - 1]);
            }
        }
        return values[values.length - 1];
    }
}
