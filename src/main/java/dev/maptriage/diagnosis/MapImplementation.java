package dev.maptriage.diagnosis;

/// Which of Go's two maps the program ran on.
public enum MapImplementation {
    /** `hmap`: up to Go 1.23, and 1.24 built with `GOEXPERIMENT=noswissmap`. */
    CLASSIC,
    /** `internal/runtime/maps`: from Go 1.24. */
    SWISS,
    UNKNOWN
}
