package dev.maptriage.intake;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Says what to do when the service refuses to start for lack of a token.
final class AccessFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, RuntimeException cause) {
        return switch (root) {
            case UnprotectedServerException open -> new FailureAnalysis(open.getMessage() + ".",
                    "Set MAPTRIAGE_ADMIN_TOKEN to a random text of at least " + Access.MIN_TOKEN_LENGTH
                            + " characters, for example the output of: openssl rand -hex 32\n"
                            + "Or leave server.address at 127.0.0.1, where no token is needed.",
                    open);
            case WeakTokenException weak -> new FailureAnalysis(weak.getMessage() + ".",
                    "Take a random one, for example the output of: openssl rand -hex 32", weak);
            default -> null;
        };
    }
}
