package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Frames of a goroutine, innermost first. Equal stacks of one text are one object, so identity is equality.
public final class Stack {
    private final List<Frame> frames;
    private final @Nullable Frame creator;
    private final boolean elided;
    private final boolean unavailable;

    Stack(List<Frame> frames, @Nullable Frame creator, boolean elided, boolean unavailable) {
        this.frames = List.copyOf(frames);
        this.creator = creator;
        this.elided = elided;
        this.unavailable = unavailable;
    }

    public List<Frame> frames() {
        return frames;
    }

    /// Where the goroutine was started; null when not printed.
    public @Nullable Frame creator() {
        return creator;
    }

    /// Whether the runtime left frames out in the middle or at the end.
    public boolean elided() {
        return elided;
    }

    /// `goroutine running on other thread; stack unavailable`.
    public boolean unavailable() {
        return unavailable;
    }
}
