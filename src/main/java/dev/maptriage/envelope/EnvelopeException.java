package dev.maptriage.envelope;

import java.io.IOException;

/// An upload that cannot be opened, through no fault of ours. The message is for a person.
public sealed class EnvelopeException extends IOException {
    private static final long serialVersionUID = 1L;

    EnvelopeException(String message) {
        super(message);
    }

    /// More bytes, files or layers than allowed.
    public static final class TooLarge extends EnvelopeException {
        private static final long serialVersionUID = 1L;
        private final String limit;
        private final long allowed;

        /// @param limit   which limit, a component of [EnvelopeLimits]
        /// @param allowed its value
        public TooLarge(String message, String limit, long allowed) {
            super(message);
            this.limit = limit;
            this.allowed = allowed;
        }

        public String limit() {
            return limit;
        }

        public long allowed() {
            return allowed;
        }
    }

    /// Broken compression, archive or encoding.
    public static final class Broken extends EnvelopeException {
        private static final long serialVersionUID = 1L;

        public Broken(String message) {
            super(message);
        }
    }

    /// A form that cannot be read here.
    public static final class Unsupported extends EnvelopeException {
        private static final long serialVersionUID = 1L;

        public Unsupported(String message) {
            super(message);
        }
    }
}
