package dev.maptriage.intake.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Deliveries through Kafka; nothing of it counts without the profile `kafka`.
///
/// @param prefix     begins the names of topics and groups
/// @param partitions of each topic; fixed when the topics are made
/// @param retention  how long topics keep what was read
/// @param patience   longest wait for a broker before a sender is told to come back
/// @param remember   how long what was kept is recognised when it is delivered again; after that the database does
@ConfigurationProperties("maptriage.kafka")
record TopicProperties(@DefaultValue("maptriage") String prefix, @DefaultValue("12") int partitions,
        @DefaultValue("1d") Duration retention, @DefaultValue("6s") Duration patience,
        @DefaultValue("1h") Duration remember) {
    static final String CRASHES = "-crashes";
    static final String DEAD_LETTERS = "-dead-letters";

    /// Parcels as they came in, keyed by stream.
    String deliveries() {
        return prefix + "-deliveries";
    }

    /// What was joined, keyed by stream.
    String crashes() {
        return prefix + CRASHES;
    }

    /// What could not be read, with the reason in its headers.
    String deadLetters() {
        return prefix + DEAD_LETTERS;
    }
}
