package dev.maptriage.intake.kafka;

/// A message that is not of our form. Reading it again does not help.
final class UnreadableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableMessageException(String reason, Throwable cause) {
        super(reason, cause);
    }

    UnreadableMessageException(String reason) {
        super(reason);
    }
}
