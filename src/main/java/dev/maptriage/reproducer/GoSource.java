package dev.maptriage.reproducer;

/// One complete Go file.
///
/// @param fileName what to save it as; tests end in `_test.go`, as Go wants it
/// @param text     formatted as gofmt does
public record GoSource(String fileName, String text) {}
