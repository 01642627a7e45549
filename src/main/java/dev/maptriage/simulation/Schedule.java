package dev.maptriage.simulation;

/// Which goroutine took each step of a run.
@SuppressWarnings("ArrayRecordComponent") // compared by length and switches only
record Schedule(byte[] turns) {

    /// How often the turn passed.
    int contextSwitches() {
        int switches = 0;
        for (int i = 1; i < turns.length; i++) {
            if (turns[i] != turns[i - 1]) {
                switches++;
            }
        }
        return switches;
    }

    int steps() {
        return turns.length;
    }

    boolean shorterThan(Schedule other) {
        int here = contextSwitches();
        int there = other.contextSwitches();
        return here < there || (here == there && steps() < other.steps());
    }

    /// Repeats the run.
    Director director() {
        int[] next = {0};
        return (current, enabled) -> next[0] < turns.length ? turns[next[0]++] : Director.STOP;
    }
}
