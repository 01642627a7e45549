package dev.maptriage.simulation;

import org.jspecify.annotations.Nullable;

/// One call of a goroutine's program.
public final class Call {

    private final String source;
    private final Effect effect;
    private final Body body;

    /// What the call does in a run. Returns what it saw; null if nothing.
    @FunctionalInterface
    interface Body {

        @Nullable
        Object run(World world);
    }

    Call(String source, Effect effect, Body body) {
        this.source = source;
        this.effect = effect;
        this.body = body;
    }

    /// The call as Go source: `m[7] = 1`.
    public String source() {
        return source;
    }

    Effect effect() {
        return effect;
    }

    Body body() {
        return body;
    }

    @Override
    public String toString() {
        return source;
    }
}
