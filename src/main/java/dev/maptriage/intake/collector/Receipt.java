package dev.maptriage.intake.collector;

import java.util.UUID;

/// That a delivery is in the database. The same for the first time and for every repetition.
///
/// @param records how many records it holds
record Receipt(UUID id, int records) {}
