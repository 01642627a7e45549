package dev.maptriage.diagnosis;

/// Lines of the uploaded text and why they count.
///
/// @param firstLine first line, counted from 1 in the text as uploaded
/// @param lastLine  last line, inside
/// @param rule      id of the rule that used them, e.g. `fatal-message`
/// @param why       what the lines show
public record Evidence(int firstLine, int lastLine, String rule, Phrase why) {}
