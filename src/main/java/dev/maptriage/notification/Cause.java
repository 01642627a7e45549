package dev.maptriage.notification;

import java.util.List;
import java.util.Locale;

/// Why somebody is told.
public enum Cause {
    /** An issue that was never seen before. */
    NEW,
    /** An issue that came back after it had been resolved. */
    REGRESSED,
    /** An issue that is seen many times in a short time. */
    SPIKE,
    /** Somebody tries a rule. */
    TEST;

    /// What rules may ask for.
    public static final List<Cause> OF_RULES = List.of(NEW, REGRESSED, SPIKE);

    /// The name of the event for programs.
    String event() {
        return this == TEST ? "test" : "issue." + name().toLowerCase(Locale.ROOT);
    }
}
