package dev.maptriage.intake;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds the bytes of text that are in work at once, so that many large uploads are refused in time instead of ending
/// in an `OutOfMemoryError`. Whoever is alone is always let in.
public final class MemoryGate {
    /// What a text costs beside its bytes: tables of lines, goroutines and equal stacks.
    private static final long FIXED = 64 << 10;

    private final long budget;
    private final AtomicLong used = new AtomicLong();

    /// @param budget bytes of text that may be in work at once
    public MemoryGate(long budget) {
        this.budget = budget;
    }

    /// Lets a text of about so many bytes in.
    ///
    /// @throws OverloadedException when there is no room for it now
    public Ticket enter(long bytes) {
        Ticket ticket = new Ticket();
        ticket.growTo(Math.max(0, bytes) + FIXED);
        return ticket;
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
        }
    }
}
