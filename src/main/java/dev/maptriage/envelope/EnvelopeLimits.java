package dev.maptriage.envelope;

/// Bounds of one upload.
///
/// @param sentBytes     largest body as sent, in bytes
/// @param inflatedBytes largest text after all unpacking, in bytes
/// @param depth         how many wrappings may nest
/// @param archiveFiles  how many files an archive may hold
public record EnvelopeLimits(long sentBytes, long inflatedBytes, int depth, int archiveFiles) {

    public static final EnvelopeLimits DEFAULT = new EnvelopeLimits(64L << 20, 512L << 20, 8, 1_000);
}
