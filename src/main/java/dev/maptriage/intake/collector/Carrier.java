package dev.maptriage.intake.collector;

import java.util.List;

/// Takes deliveries over before they are in the database. Where there is one, collectors deliver to it.
public interface Carrier {

    /// Keeps all of them, durably, or fails; what was kept of a failed one is kept again when its sender repeats it.
    ///
    /// @throws CarrierAwayException            when it cannot be reached now
    /// @throws dev.maptriage.incident.Problem when one of them is too large for it
    void carry(List<Parcel> parcels);
}
