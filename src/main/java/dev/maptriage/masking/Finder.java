package dev.maptriage.masking;

import org.jspecify.annotations.Nullable;

/// Looks at what stands around a sign and decides whether it is a secret. Looks a bounded number of bytes far.
@FunctionalInterface
interface Finder {
    /// No secret is looked for further than this from its sign.
    int REACH = 8 << 10;

    /// Looks at one sign.
    ///
    /// @param start where the sign starts
    /// @param end   behind the sign
    /// @param limit end of the block
    /// @return null when it is none
    @Nullable
    Finding look(byte[] bytes, int start, int end, int limit);
}
