package dev.maptriage.intake;

import java.io.IOException;

/// A body that calls itself JSON and is not.
final class MalformedJsonException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    /// @param offset of the first byte that does not fit, counted from 0
    MalformedJsonException(long offset, String reason) {
        super(reason);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
