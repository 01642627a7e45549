package dev.maptriage.incident;

/// Incidents are erased, told in the transaction that says so.
///
/// @param actor     who asked for it
/// @param criteria  which ones, in one line
/// @param incidents how many; 0 at the start
public record IncidentsErased(Stage stage, String actor, String criteria, long incidents) {

    /// What is told.
    public enum Stage {
        /** It was asked for. */
        STARTED,
        /** It is done. */
        DONE,
        /** Retention has done it by itself. */
        EXPIRED
    }
}
