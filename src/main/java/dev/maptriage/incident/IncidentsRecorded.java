package dev.maptriage.incident;

import dev.maptriage.incident.Incident.ReproductionStatus;
import java.util.List;
import java.util.function.Consumer;

/// Incidents are being stored, told inside their transaction: what a listener writes is stored with them or not at all.
public record IncidentsRecorded(List<Recorded> all) {

    public IncidentsRecorded {
        all = List.copyOf(all);
    }

    /// One of them.
    ///
    /// @param incident as it is so far; its issue is locked until the transaction ends
    /// @param newIssue whether it is the first of its issue
    /// @param reproduction is told how far its reproduction is. Its row is written afterwards: it cannot be found yet
    public record Recorded(Incident incident, boolean newIssue, Consumer<ReproductionStatus> reproduction) {}
}
