package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;

/// Which of Go's two maps.
public enum Implementation {
    /** Buckets: up to Go 1.23. */
    CLASSIC,
    /** Swiss tables: from Go 1.24 on. */
    SWISS;

    /// The map of a release.
    public static Implementation of(GoVersion version) {
        return version.swiss() ? SWISS : CLASSIC;
    }
}
