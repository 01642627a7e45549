package dev.maptriage.dashboard;

import java.util.ArrayList;
import java.util.List;

/// A row of small bars, one per day, the last one today.
///
/// @param label what it shows, for those who do not see it
record SparkView(int width, int height, List<Bar> bars, String label) {
    private static final int STEP = 6;
    private static final int HEIGHT = 24;

    record Bar(int x, int y, int width, int height) {}

    static SparkView of(List<Integer> counts, PageWords words) {
        int most = Math.max(1, counts.stream().mapToInt(Integer::intValue).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            int count = counts.get(i);
            sum += count;
            // A day without a crash leaves a hairline, so that the axis is seen.
            int height = count == 0 ? 1 : Math.max(3, Math.round((float) count * HEIGHT / most));
            bars.add(new Bar(i * STEP, HEIGHT - height, STEP - 2, height));
        }
        return new SparkView(Math.max(1, counts.size() * STEP - 2), HEIGHT, List.copyOf(bars),
                words.text("spark.label", sum, counts.size(), most));
    }
}
