package dev.maptriage.trace;

import java.util.Random;

/// Randomness that can be repeated: the seed comes from the clock unless `-Dmaptriage.seed=N` gives one, and every
/// failure prints the command that shows it again.
public final class SeededRandom {

    private SeededRandom() {}

    /// What a test does with randomness.
    public interface Check {
        void run(Random random) throws Exception;
    }

    /// Runs a check `rounds` times, each with a seed of its own.
    public static void repeat(Class<?> test, int rounds, Check check) {
        Long given = Long.getLong("maptriage.seed");
        long first = given == null ? System.nanoTime() & 0xffff_ffffL : given;
        for (int round = 0; round < (given == null ? rounds : 1); round++) {
            long seed = first + round;
            try {
                check.run(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("again with: mvn test -Dtest=" + test.getSimpleName()
                        + " -Dmaptriage.seed=" + seed, e);
            }
        }
    }
}
