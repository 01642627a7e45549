package dev.maptriage.intake.kafka;

import dev.maptriage.intake.collector.StreamJoiner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// From the topic of deliveries, through [Sessions], to crashes and dead letters.
final class JoiningTopology {
    /// Of one message. What is larger is refused when it comes, or cut when it was joined.
    static final int LARGEST = 60 << 20;
    private static final String SOURCE = "parcels";
    private static final String JOINER = "sessions";

    private JoiningTopology() {}

    static void into(Topology topology, TopicProperties topics, StreamJoiner joiner, AtomicInteger gauge) {
        StringSerializer keys = new StringSerializer();
        ByteArraySerializer values = new ByteArraySerializer();
        // Ticks go to the partition that they are about.
        StreamPartitioner<String, byte[]> own = (topic, key, value, partitions) -> Optional
                .of(Set.of(Integer.parseInt(key.substring(Sessions.TICK.length()))));
        topology.addSource(SOURCE, new StringDeserializer(), new ByteArrayDeserializer(), topics.deliveries())
                .addProcessor(JOINER, () -> new Sessions(joiner, topics.remember(), LARGEST, gauge), SOURCE)
                .addStateStore(store(Sessions.OPEN, Serdes.ByteArray()), JOINER)
                .addStateStore(store(Sessions.PARTS, Serdes.ByteArray()), JOINER)
                .addStateStore(store(Sessions.SEEN, Serdes.Long()), JOINER)
                .addSink(Sessions.TO_CRASHES, topics.crashes(), keys, values, JOINER)
                .addSink(Sessions.TO_DEAD_LETTERS, topics.deadLetters(), keys, values, JOINER)
                .addSink(Sessions.TO_ITSELF, topics.deliveries(), keys, values, own, JOINER);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingEnabled(Map.of()).withCachingDisabled();
    }
}
