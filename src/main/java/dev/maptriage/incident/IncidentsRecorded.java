package dev.maptriage.incident;

import java.util.List;

/// Incidents are being stored, told inside their transaction: what a listener writes is stored with them or not at all.
public record IncidentsRecorded(List<Recorded> all) {

    public IncidentsRecorded {
        all = List.copyOf(all);
    }

    /// One of them.
    ///
    /// @param incident as it is so far; its issue is locked until the transaction ends
    /// @param newIssue whether it is the first of its issue
    public record Recorded(Incident incident, boolean newIssue) {}
}
