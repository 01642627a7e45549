package dev.maptriage.intake.collector;

/// What has become of a delivery.
public enum DeliveryState {
    /** Stored; parts of it are being joined or wait for their diagnosis. */
    RECEIVED,
    /** A diagnosis failed and will be tried again. */
    RETRYING,
    /** Diagnosed. */
    DONE,
    /** Read; there was no crash in it. */
    NOTHING,
    /** An alert that points to something and carries no text. */
    LINKED,
    /** Given up; the reason is kept. */
    PARKED
}
