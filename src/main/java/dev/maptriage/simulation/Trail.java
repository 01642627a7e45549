package dev.maptriage.simulation;

import java.util.Arrays;

/// How a queue's length moved over time.
final class Trail {
    private long[] times = new long[256];
    private int[] lengths = new int[256];
    private int n;

    /// Only the last word of a moment counts: who asks and gets at once has not waited.
    void queue(long time, int length) {
        if (n > 0 && times[n - 1] == time) {
            lengths[n - 1] = length;
            return;
        }
        if (n == times.length) {
            times = Arrays.copyOf(times, n * 2);
            lengths = Arrays.copyOf(lengths, n * 2);
        }
        times[n] = time;
        lengths[n++] = length;
    }

    /// The greatest length in each of so many equal slices of time.
    int[] maxima(long end, int slices) {
        int[] maxima = new int[slices];
        int length = 0;
        int at = 0;
        for (int slice = 0; slice < slices; slice++) {
            long until = (long) ((slice + 1.0) * end / slices);
            maxima[slice] = length;
            while (at < n && times[at] < until) {
                length = lengths[at++];
                maxima[slice] = Math.max(maxima[slice], length);
            }
        }
        return maxima;
    }

    /// The mean length over all time.
    double mean(long end) {
        double area = 0;
        for (int i = 0; i < n; i++) {
            area += (double) lengths[i] * ((i + 1 < n ? times[i + 1] : end) - times[i]);
        }
        return end == 0 ? 0 : area / end;
    }

    int max() {
        int max = 0;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, lengths[i]);
        }
        return max;
    }

    /// The greatest length between two moments, both included.
    int maxBetween(long from, long until) {
        int at = Arrays.binarySearch(times, 0, n, from);
        int max = 0;
        for (int i = at < 0 ? -at - 1 : at; i < n && times[i] <= until; i++) {
            max = Math.max(max, lengths[i]);
        }
        return max;
    }

    /// When, from a moment on, the queue was first as short as this; -1 if never.
    long shortAgain(long from, int length) {
        int at = Arrays.binarySearch(times, 0, n, from);
        for (int i = at < 0 ? -at - 1 : at; i < n; i++) {
            if (lengths[i] <= length) {
                return times[i];
            }
        }
        return -1;
    }
}
