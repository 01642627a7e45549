package dev.maptriage.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Says what to do when the service refuses to start for lack of a token.
final class AccessFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

    /// Both are thrown while a bean is made, so they stand at the end of a chain of causes.
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, RuntimeException outermost) {
        UnprotectedServerException open = findCause(failure, UnprotectedServerException.class);
        if (open != null) {
            return new FailureAnalysis(open.getMessage() + ".",
                    "Set MAPTRIAGE_ADMIN_TOKEN to a random text of at least " + Access.MIN_TOKEN_LENGTH
                            + " characters, for example the output of: openssl rand -hex 32\n"
                            + "Or leave server.address at 127.0.0.1, where no token is needed.",
                    open);
        }
        WeakTokenException weak = findCause(failure, WeakTokenException.class);
        return weak == null
                ? null
                : new FailureAnalysis(weak.getMessage() + ".",
                        "Take a random one, for example the output of: openssl rand -hex 32", weak);
    }
}
