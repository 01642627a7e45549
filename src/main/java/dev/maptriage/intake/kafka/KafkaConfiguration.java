package dev.maptriage.intake.kafka;

import dev.maptriage.intake.collector.StreamJoiner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.KafkaStreamsInfrastructureCustomizer;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/// Topics, the joiner, and what happens to messages that fail.
@Configuration(proxyBeanMethods = false)
@Profile("kafka")
@EnableKafkaStreams
class KafkaConfiguration {
    private static final Logger log = LoggerFactory.getLogger(KafkaConfiguration.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @Bean
    KafkaAdmin.NewTopics topics(TopicProperties properties) {
        return new KafkaAdmin.NewTopics(topic(properties, properties.deliveries()),
                topic(properties, properties.crashes()), topic(properties, properties.deadLetters()));
    }

    /// As many replicas as the cluster makes by itself.
    private static NewTopic topic(TopicProperties properties, String name) {
        return TopicBuilder.name(name).partitions(properties.partitions())
                .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(properties.retention().toMillis()))
                .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(JoiningTopology.LARGEST + (1 << 20)))
                .build();
    }

    @Bean
    StreamsBuilderFactoryBeanConfigurer joiner(TopicProperties topics, StreamJoiner joiner, MeterRegistry meters) {
        AtomicInteger open = new AtomicInteger();
        Gauge.builder("maptriage.kafka.sessions", open, AtomicInteger::get)
                .description("crashes that are being joined by this instance").register(meters);
        return streams -> {
            streams.setInfrastructureCustomizer(new KafkaStreamsInfrastructureCustomizer() {
                @Override
                public void configureTopology(Topology topology) {
                    JoiningTopology.into(topology, topics, joiner, open);
                }
            });
            // Another instance takes over at once, and not when the group misses this one.
            streams.setLeaveGroupOnClose(true);
            streams.setStreamsUncaughtExceptionHandler(failure -> {
                log.warn("Joining begins anew from what was committed", failure);
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            });
        };
    }

    /// Behind the last message lies the end of its transaction; without this a group would seem to be one behind for ever.
    @Bean
    ContainerCustomizer<String, byte[], ConcurrentMessageListenerContainer<String, byte[]>> positions() {
        return container -> container.getContainerProperties().setFixTxOffsets(true);
    }

    /// What cannot be read is put aside, with the reason; everything else is tried until it is stored.
    @Bean
    CommonErrorHandler errors(KafkaTemplate<String, byte[]> kafka, TopicProperties topics) {
        ExponentialBackOff pauses = new ExponentialBackOff();
        pauses.setMaxInterval(LONGEST_PAUSE.toMillis());
        DefaultErrorHandler errors = new DefaultErrorHandler((message, failure) -> {
            if (message.topic().equals(topics.deadLetters())) {
                log.error("A dead letter could not be written into the delivery log", failure);
            } else {
                bury(kafka, topics, message, failure);
            }
        }, pauses);
        errors.addNotRetryableExceptions(UnreadableMessageException.class);
        return errors;
    }

    private static void bury(KafkaTemplate<String, byte[]> kafka, TopicProperties topics,
            ConsumerRecord<?, ?> message, Exception failure) {
        Throwable cause = failure.getCause() instanceof UnreadableMessageException unreadable ? unreadable : failure;
        String reason = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topics.deadLetters(), null,
                (String) message.key(), (byte[]) message.value());
        Letter.of(message.topic(), message.partition(), message.offset(), reason).into(letter.headers());
        try {
            kafka.send(letter).get(topics.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("it is read again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("it is read again", e);
        }
    }
}
