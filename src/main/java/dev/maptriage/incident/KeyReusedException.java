package dev.maptriage.incident;

/// The sender has used this `Idempotency-Key` for another text before.
public final class KeyReusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyReusedException() {
        super("the key stands for another text");
    }
}
