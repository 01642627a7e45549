package dev.maptriage.intake;

/// So much text is in work that another one has to wait. Sending it again later helps.
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadedException() {
        super("too much text in work");
    }
}
