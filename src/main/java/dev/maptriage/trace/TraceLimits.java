package dev.maptriage.trace;

/// Bounds of what one parse keeps. Whatever lies beyond is counted in a note, never lost silently.
///
/// @param messageBytes bytes kept of one message line
/// @param messageLines lines kept of one panic text
/// @param notes        notes kept
/// @param frames       frames kept of one goroutine
/// @param goroutines   goroutines kept of one text
/// @param reports      reports kept of one text
public record TraceLimits(int messageBytes, int messageLines, int notes, int frames, int goroutines, int reports) {

    public static final TraceLimits DEFAULT = new TraceLimits(8 << 10, 200, 200, 10_000, 2_000_000, 10_000);
}
