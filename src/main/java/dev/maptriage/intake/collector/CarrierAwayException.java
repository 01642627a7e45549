package dev.maptriage.intake.collector;

/// What deliveries are given to does not answer. Sending them again later helps.
public final class CarrierAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CarrierAwayException(Throwable cause) {
        super(cause);
    }
}
