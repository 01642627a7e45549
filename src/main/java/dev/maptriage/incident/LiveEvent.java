package dev.maptriage.incident;

/// An event as it is sent.
///
/// @param id   its place in the order of all events; clients resume behind it
/// @param type `incident`, `issue` or `simulation`
/// @param body a JSON object
record LiveEvent(long id, String type, String body) {}
