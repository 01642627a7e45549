package dev.maptriage.dashboard;

/// A moment in three forms.
///
/// @param iso      for machines
/// @param exact    for the tooltip
/// @param relative for reading
record TimeView(String iso, String exact, String relative) {}
