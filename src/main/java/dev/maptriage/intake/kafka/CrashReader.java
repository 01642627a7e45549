package dev.maptriage.intake.kafka;

import dev.maptriage.intake.collector.Arrivals;
import dev.maptriage.intake.collector.JoinedCrash;
import dev.maptriage.intake.collector.Parcel;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Brings what was joined into the database, and dead letters into the delivery log. Positions are committed after the
/// database has committed; what comes twice in between is found stored.
@Component
@Profile("kafka")
class CrashReader {
    private final Arrivals arrivals;
    private final MeterRegistry meters;

    CrashReader(Arrivals arrivals, MeterRegistry meters) {
        this.arrivals = arrivals;
        this.meters = meters;
    }

    @KafkaListener(id = "maptriage-diagnosis", idIsGroup = false, topics = "${maptriage.kafka.prefix}"
            + TopicProperties.CRASHES)
    void crash(ConsumerRecord<String, byte[]> message) throws IOException {
        Arrival arrival = Wire.read(message.value(), Arrival.class);
        JoinedCrash crash = arrival.crash();
        Parcel alerts = arrival.alerts();
        if (crash != null) {
            boolean stored = arrivals.store(crash);
            meters.counter("maptriage.kafka.crashes", "outcome", stored ? "stored" : "known").increment();
        } else if (alerts != null) {
            arrivals.link(alerts.origin(), alerts.pointers());
        } else {
            throw new UnreadableMessageException("neither a crash nor alerts");
        }
    }

    @KafkaListener(id = "maptriage-dead-letters", idIsGroup = false, concurrency = "1", topics = "${maptriage.kafka.prefix}"
            + TopicProperties.DEAD_LETTERS)
    void deadLetter(ConsumerRecord<String, byte[]> message) {
        Letter letter = Letter.read(message.headers());
        arrivals.refuse(letter.place(), letter.reason(), message.value() == null ? 0 : message.value().length);
        meters.counter("maptriage.kafka.dead.letters").increment();
    }
}
