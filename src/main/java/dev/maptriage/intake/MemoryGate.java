package dev.maptriage.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Bounds the bytes of text that are in work at once, so that many large uploads are refused in time instead of ending
/// in an `OutOfMemoryError`, and their number, so that many small ones are told to come back before all of them wait too
/// long. Whoever is alone is always let in.
public final class MemoryGate {
    /// What a text costs beside its bytes: tables of lines, goroutines and equal stacks.
    private static final long FIXED = 64 << 10;

    private final long budget;
    private final int most;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger inside = new AtomicInteger();

    /// @param budget bytes of text that may be in work at once
    /// @param most   texts that may be in work at once
    public MemoryGate(long budget, int most) {
        this.budget = budget;
        this.most = most;
    }

    /// Lets a text of about so many bytes in.
    ///
    /// @throws OverloadedException when there is no room for it now
    public Ticket enter(long bytes) {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            throw new OverloadedException();
        }
        Ticket ticket = new Ticket();
        try {
            ticket.growTo(Math.max(0, bytes) + FIXED);
            return ticket;
        } catch (OverloadedException full) {
            inside.decrementAndGet();
            throw full;
        }
    }

    long used() {
        return used.get();
    }

    /// Room that one text holds until it is closed. Used by one thread.
    public final class Ticket implements AutoCloseable {
        private long held;

        /// Makes the room at least so large.
        ///
        /// @throws OverloadedException when there is none left, unless all of it is ours
        public void growTo(long bytes) {
            if (bytes <= held) {
                return;
            }
            long more = bytes - held;
            long before = used.getAndAdd(more);
            if (before > held && before + more > budget) {
                used.addAndGet(-more);
                throw new OverloadedException();
            }
            held = bytes;
        }

        @Override
        public void close() {
            used.addAndGet(-held);
            held = 0;
            inside.decrementAndGet();
        }
    }
}
