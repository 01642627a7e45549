package dev.maptriage.trace;

/// One line of the text that says something, without its prefix.
///
/// @param text bounded by [TraceLimits#messageBytes()]
/// @param line its number, counted from 1
public record TextLine(String text, int line) {}
