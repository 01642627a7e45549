package dev.maptriage.dashboard;

/// The address names something that is not stored, or not any more.
final class NoSuchPageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
