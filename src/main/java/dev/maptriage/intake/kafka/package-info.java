/// Deliveries through Kafka, with the profile `kafka`: from the endpoints of collectors to a topic, keyed by stream; from
/// there by Kafka Streams, which joins records to crashes, to a second topic; from that one into the database.
///
/// ```text
/// Outbox ─▶ ParcelWriter ─▶ deliveries ─▶ Sessions ─▶ crashes ─▶ CrashReader ─▶ Arrivals
///                                             │            │
///                                             └─▶ dead-letters ─▶ delivery log
/// ```
@NullMarked
package dev.maptriage.intake.kafka;

import org.jspecify.annotations.NullMarked;
