package dev.maptriage.simulation;

/// A cost that depends on a size: straight lines between measured points, over the logarithm of the size.
///
/// @param sizes  ascending
/// @param values one per size
record Curve(double[] sizes, double[] values) {

    static Curve of(double... sizesAndValues) {
        double[] sizes = new double[sizesAndValues.length / 2];
        double[] values = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizesAndValues[2 * i];
            values[i] = sizesAndValues[2 * i + 1];
        }
        return new Curve(sizes, values);
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
