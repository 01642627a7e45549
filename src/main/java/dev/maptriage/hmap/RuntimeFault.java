package dev.maptriage.hmap;

/// What the Go runtime raises from inside a map operation: an ordinary panic, or a fatal error.
///
/// The message is the version's exact text, without the `panic: ` or `fatal error: ` that Go prints before it.
public abstract sealed class RuntimeFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MapStep step;

    private RuntimeFault(String message, MapStep step) {
        super(message, null, false, false);
        this.step = step;
    }

    /// The text, as Go prints it after the prefix.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// The runtime function that raises it, such as `runtime.mapassign_fast64`.
    public String function() {
        return step.function();
    }

    /// The step that found the trouble.
    public MapStep step() {
        return step;
    }

    /// A panic: runs deferred functions and can be recovered. All of a map's panics are `runtime.Error`s.
    public static final class Panic extends RuntimeFault {

        private static final long serialVersionUID = 1L;

        public Panic(String message, MapStep step) {
            super(message, step);
        }
    }

    /// A fatal error: ends the process with exit code 2, no deferred function runs, nothing can recover it.
    public static final class FatalError extends RuntimeFault {

        private static final long serialVersionUID = 1L;

        private final boolean thrown;

        /// @param thrown raised by `throw` (the runtime's own state is broken, its frames are shown) and not by `fatal`
        public FatalError(String message, MapStep step, boolean thrown) {
            super(message, step);
            this.thrown = thrown;
        }

        /// Whether the runtime blames itself (`throw`) and not the user (`fatal`).
        public boolean thrown() {
            return thrown;
        }
    }
}
