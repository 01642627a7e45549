package dev.maptriage.intake.collector;

/// Reads what one kind of sender delivers.
interface Protocol {

    /// Reads a delivery into records.
    ///
    /// @throws UnreadableException when the body is not of the protocol's form
    Batch read(Sent sent) throws UnreadableException;
}
