package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import org.jspecify.annotations.Nullable;

/// One call of a goroutine's program.
public final class Call {

    private final String source;
    private final Effect effect;
    private final Body body;
    private final @Nullable OnMap onMap;

    /// What the call does in a run. Returns what it saw; null if nothing.
    @FunctionalInterface
    interface Body {

        @Nullable
        Object run(World world);
    }

    /// What the call does with the map it is given. Returns what it saw; null if nothing.
    @FunctionalInterface
    interface OnMap {

        @Nullable
        Object run(GoMap map);
    }

    private Call(String source, Effect effect, Body body, @Nullable OnMap onMap) {
        this.source = source;
        this.effect = effect;
        this.body = body;
        this.onMap = onMap;
    }

    /// A call on more than a map.
    static Call of(String source, Effect effect, Body body) {
        return new Call(source, effect, body, null);
    }

    /// A call on the map that the program's variable points to.
    static Call onMap(String source, Effect effect, OnMap onMap) {
        return new Call(source, effect, w -> onMap.run(w.map()), onMap);
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

    /// Runs a call made by [#onMap] on a certain map.
    @Nullable
    Object on(GoMap map) {
        if (onMap == null) {
            throw new IllegalStateException(source + " is not a call on a map");
        }
        return onMap.run(map);
    }

    @Override
    public String toString() {
        return source;
    }
}
