package dev.maptriage.simulation;

/// How long an operation is open to being noticed while another processor works on the same map, in nanoseconds.
///
/// Both spans are those of contended operations, several times as long as the instructions take alone: the cache line
/// with the mark travels, and what was read too early is read again. They were fitted, not derived: to the measured
/// races of two writers, of writer and reader, and of writer and iterator, one pair of figures for all rates. Why a
/// classic iterator notices so much less than a reader is not known; the figure says that it does.
///
/// @param entryAgainstWriter   from a writer's check of the mark until its own mark is visible, beside another writer
/// @param entryAgainstReader   the same beside a reader
/// @param entryAgainstIterator the same beside an iterator
/// @param held                 from then until the mark is taken back
/// @param iterators            share of the held span that an iterator notices
record Exposure(double entryAgainstWriter, double entryAgainstReader, double entryAgainstIterator, double held,
        double iterators) {
    private static final int TRIALS = 20_000;
    private static final Exposure CLASSIC = new Exposure(98, 92, 10, 26, 0.5);
    private static final Exposure SWISS = new Exposure(34, 10, 10, 32, 1);

    static Exposure of(boolean swiss) {
        return swiss ? SWISS : CLASSIC;
    }

    /// The offsets of two writers' operations for which the runtime notices them, in nanoseconds.
    ///
    /// A second writer that checks within the first one's held span is noticed at its entry. If it checks before the
    /// first one's mark is visible, the marks cancel or one is taken back too early, and one of both notices at its exit;
    /// except if it also loaded the mark before, and stores it after the first one has ended: then each finds its own
    /// mark, and nobody notices. The spans vary, so this is a sum over many of them.
    double windowOfWriters() {
        Keys random = new Keys(1);
        double longest = 1.5 * (entryAgainstWriter + held);
        long noticed = 0;
        for (int i = 0; i < TRIALS; i++) {
            double[] first = accesses(0, random);
            double[] second = accesses((i + 0.5) * longest / TRIALS, random);
            noticed += notices(first, second) ? 1 : 0;
        }
        return 2 * longest * noticed / TRIALS;
    }

    /// When a writer checks, loads, stores, checks again, and takes its mark back.
    private double[] accesses(double start, Keys random) {
        double entry = entryAgainstWriter * (0.5 + random.share());
        double span = held * (0.5 + random.share());
        return new double[]{start, start + entry / 2, start + entry, start + entry + span, start + entry + span + 1};
    }

    private static boolean notices(double[] first, double[] second) {
        double[][] at = {first, second};
        int[] next = {0, 0};
        int[] register = {0, 0};
        int mark = 0;
        while (next[0] < first.length || next[1] < second.length) {
            int who = next[1] >= second.length || (next[0] < first.length && at[0][next[0]] <= at[1][next[1]]) ? 0 : 1;
            switch (next[who]++) {
                case 0 -> {
                    if (mark != 0) {
                        return true;
                    }
                }
                case 1 -> register[who] = mark;
                case 2 -> mark = register[who] ^ 1;
                case 3 -> {
                    if (mark == 0) {
                        return true;
                    }
                }
                default -> mark = 0;
            }
        }
        return false;
    }

    double windowOfReader() {
        return held;
    }

    double windowOfIterator() {
        return held * iterators;
    }

    double entry(int writers, int readers) {
        return writers > 1 ? entryAgainstWriter : readers > 0 ? entryAgainstReader : entryAgainstIterator;
    }
}
