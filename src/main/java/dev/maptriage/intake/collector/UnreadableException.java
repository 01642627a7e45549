package dev.maptriage.intake.collector;

/// A delivery that its protocol cannot read. Sending it again does not help.
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param reason completes "The delivery cannot be read: …"
    UnreadableException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
