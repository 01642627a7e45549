package dev.maptriage.incident;

/// An incident is being stored, told inside its transaction: what a listener writes is stored with it or not at all.
///
/// @param incident as it is so far; its issue is locked until the transaction ends
/// @param newIssue whether it is the first of its issue
public record IncidentRecorded(Incident incident, boolean newIssue) {}
