package dev.maptriage.simulation;

import java.util.Arrays;

/// Goroutines that work on one map without a lock, reduced to what the runtime can notice: the mark of the writer, with
/// each of its accesses at a moment of its own.
final class FlagRace {
    /// What a goroutine does on the map.
    enum Role {
        WRITER,
        READER,
        ITERATOR
    }

    /// How a goroutine waits between two operations.
    ///
    /// @param nanos  on average
    /// @param steady within half of it, and not without memory
    record Pause(double nanos, boolean steady) {}

    private static final int CHECK = 0;
    private static final int LOAD = 1;
    private static final int STORE = 2;
    private static final int RECHECK = 3;
    private static final int CLEAR = 4;
    private static final int END = 5;
    private static final double INSTRUCTION = 1;

    private final Role[] roles;
    private final int processors;
    private final boolean swiss;
    private final Exposure exposure;
    private final double entry;
    private final double lookup;
    private final Pause pause;
    private final Keys random;

    private final double[] at;
    private final int[] phase;
    private final int[] register;
    private final double[] held;
    private final double[] untilVisible;
    private final long[] operations;
    private final long[] overlapped;
    private final long[] seen;
    private int flag;
    private long total;
    private long unnoticed;
    private boolean noticed;
    private double end;

    /// @param lookup nanoseconds of an operation that sets no mark
    FlagRace(Role[] roles, int processors, boolean swiss, double lookup, Pause pause, Keys random) {
        this.roles = roles.clone();
        this.processors = processors;
        this.swiss = swiss;
        this.exposure = Exposure.of(swiss);
        int writers = (int) Arrays.stream(roles).filter(r -> r == Role.WRITER).count();
        int readers = (int) Arrays.stream(roles).filter(r -> r == Role.READER).count();
        this.entry = exposure.entry(writers, readers);
        this.lookup = lookup;
        this.pause = pause;
        this.random = random;
        int n = roles.length;
        at = new double[n];
        phase = new int[n];
        register = new int[n];
        held = new double[n];
        untilVisible = new double[n];
        operations = new long[n];
        overlapped = new long[n];
        seen = new long[n];
    }

    /// Runs until the runtime notices or the limit is reached.
    ///
    /// @return operations taken in all
    long run(long limit) {
        for (int g = 0; g < roles.length; g++) {
            at[g] = random.share() * (pause.nanos + busy(g));
        }
        while (!noticed && total < limit) {
            int g = next();
            if (phase[g] == CHECK && flag == 0 && alone(g)) {
                finish(g, at[g] + busy(g));
            } else {
                step(g);
            }
        }
        return total;
    }

    private double busy(int g) {
        return roles[g] == Role.WRITER ? entry + exposure.held() : lookup;
    }

    private int next() {
        int first = 0;
        for (int g = 1; g < at.length; g++) {
            if (at[g] < at[first]) {
                first = g;
            }
        }
        return first;
    }

    /// Whether the operation that begins now is over before anybody else does anything; no span lasts longer than one
    /// and a half times its mean.
    private boolean alone(int g) {
        double until = at[g] + 1.5 * busy(g) + 3 * INSTRUCTION;
        for (int other = 0; other < at.length; other++) {
            if (other != g && (phase[other] != CHECK || at[other] <= until)) {
                return false;
            }
        }
        return true;
    }

    private void step(int g) {
        switch (phase[g]) {
            case CHECK -> check(g);
            case LOAD -> {
                register[g] = flag;
                go(g, STORE, untilVisible[g]);
            }
            case STORE -> {
                flag = register[g] ^ 1;
                go(g, RECHECK, held[g]);
            }
            case RECHECK -> {
                if (flag == 0) {
                    notice(g, true);
                } else {
                    go(g, CLEAR, INSTRUCTION);
                }
            }
            case CLEAR -> {
                register[g] = flag;
                go(g, END, INSTRUCTION);
            }
            default -> {
                if (roles[g] == Role.WRITER) {
                    flag = swiss ? register[g] ^ 1 : 0;
                }
                finish(g, at[g]);
            }
        }
    }

    private void check(int g) {
        int neighbour = runningBeside(g);
        if (neighbour >= 0) {
            at[g] = at[neighbour] + INSTRUCTION;
            return;
        }
        if (flag != 0 && (roles[g] != Role.ITERATOR || random.share() < exposure.iterators())) {
            notice(g, false);
            return;
        }
        for (int other = 0; other < at.length; other++) {
            if (other != g && phase[other] != CHECK && (roles[g] == Role.WRITER || roles[other] == Role.WRITER)) {
                unnoticed++;
            }
        }
        if (roles[g] == Role.WRITER) {
            double span = entry * around();
            held[g] = exposure.held() * around();
            untilVisible[g] = span / 2;
            go(g, LOAD, span / 2);
        } else {
            go(g, END, lookup * around());
        }
    }

    /// The goroutine that has this one's processor, or none.
    private int runningBeside(int g) {
        for (int other = g % processors; other < at.length; other += processors) {
            if (other != g && phase[other] != CHECK) {
                return other;
            }
        }
        return -1;
    }

    private void go(int g, int to, double after) {
        phase[g] = to;
        at[g] += after;
    }

    /// Half to one and a half.
    private double around() {
        return 0.5 + random.share();
    }

    private void notice(int g, boolean atExit) {
        noticed = true;
        end = at[g];
        if (atExit) {
            unnoticed--;
        }
    }

    private void finish(int g, double when) {
        operations[g]++;
        total++;
        long others = total - operations[g];
        if (others != seen[g]) {
            seen[g] = others;
            overlapped[g]++;
        }
        end = when;
        phase[g] = CHECK;
        at[g] = when + (pause.steady ? pause.nanos * around() : random.exponential(pause.nanos));
    }

    boolean noticed() {
        return noticed;
    }

    /// When the last step was.
    double nanos() {
        return end;
    }

    /// Operations of the busiest goroutine during which another one moved on.
    long overlappedOperations() {
        return Arrays.stream(overlapped).max().orElse(0);
    }

    /// Pairs of conflicting operations that overlapped and were not noticed.
    long unnoticed() {
        return unnoticed;
    }
}
