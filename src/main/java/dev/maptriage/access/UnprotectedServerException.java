package dev.maptriage.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The service would be open to others without any token.
final class UnprotectedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnprotectedServerException(@Nullable InetAddress address) {
        super("maptriage has no access token and is bound to "
                + (address == null ? "all addresses" : address.getHostAddress())
                + ": everybody who reaches it could read and delete everything");
    }
}
