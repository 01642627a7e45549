package dev.maptriage.intake.collector;

/// What has become of a capture.
public enum CaptureState {
    /** Lines are still being added. */
    OPEN,
    /** Complete, waiting for its diagnosis. */
    READY,
    /** Diagnosed and stored. */
    STORED,
    /** Diagnosed and counted; its text was one of too many. */
    COUNTED,
    /** Read; there was no crash in it. */
    NOTHING,
    /** Given up; the reason is kept. */
    PARKED
}
