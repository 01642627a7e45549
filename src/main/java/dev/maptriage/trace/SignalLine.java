package dev.maptriage.trace;

import org.jspecify.annotations.Nullable;

/// `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45a9f5]`, or the head of a dump by signal:
/// `SIGQUIT: quit`.
///
/// @param name        `SIGSEGV`
/// @param description `segmentation violation`
/// @param address     `0x0` of `addr=`; null without one
/// @param line        line of the text
public record SignalLine(String name, String description, @Nullable String address, int line) {}
