package dev.maptriage.intake.kafka;

import dev.maptriage.incident.Problem;
import dev.maptriage.intake.collector.Carrier;
import dev.maptriage.intake.collector.CarrierAwayException;
import dev.maptriage.intake.collector.Parcel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Writes parcels to the topic of deliveries and waits until they lie on all replicas in sync.
@Component
@Profile("kafka")
class ParcelWriter implements Carrier {
    private final KafkaTemplate<String, byte[]> kafka;
    private final TopicProperties topics;

    ParcelWriter(KafkaTemplate<String, byte[]> kafka, TopicProperties topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public void carry(List<Parcel> parcels) {
        List<ProducerRecord<String, byte[]>> records = parcels.stream().map(this::record).toList();
        try {
            CompletableFuture.allOf(records.stream().map(kafka::send).toArray(CompletableFuture[]::new))
                    .get(topics.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException | org.springframework.kafka.KafkaException e) {
            throw new CarrierAwayException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarrierAwayException(e);
        }
    }

    private ProducerRecord<String, byte[]> record(Parcel parcel) {
        byte[] bytes = Wire.write(parcel);
        if (bytes.length > JoiningTopology.LARGEST) {
            throw new Problem(HttpStatus.CONTENT_TOO_LARGE, "problem.parcel", JoiningTopology.LARGEST >> 20)
                    .with("limit", Map.of("bytes", JoiningTopology.LARGEST));
        }
        return new ProducerRecord<>(topics.deliveries(), null, parcel.origin().receivedAt().toEpochMilli(),
                parcel.stream(), bytes);
    }
}
