package dev.maptriage.access;

/// The first token could be guessed.
final class WeakTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WeakTokenException() {
        super("MAPTRIAGE_ADMIN_TOKEN is shorter than " + Access.MIN_TOKEN_LENGTH + " characters");
    }
}
