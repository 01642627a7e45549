package dev.maptriage.simulation;

import java.util.Arrays;

/// Notes what another director decides.
final class Traced implements Director {

    private final Director inner;
    private byte[] turns = new byte[256];
    private int length;

    Traced(Director inner) {
        this.inner = inner;
    }

    @Override
    public int choose(int current, int enabled) {
        int choice = inner.choose(current, enabled);
        if (choice >= 0) {
            if (length == turns.length) {
                turns = Arrays.copyOf(turns, 2 * length);
            }
            turns[length++] = (byte) choice;
        }
        return choice;
    }

    Schedule schedule() {
        return new Schedule(Arrays.copyOf(turns, length));
    }
}
