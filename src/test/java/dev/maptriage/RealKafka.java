package dev.maptriage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.NullUnmarked;

/// A Kafka broker, controller of its own, in a process of its own: it can be killed, and started again on what it wrote.
@NullUnmarked
public final class RealKafka implements AutoCloseable {
    private static final int STARTS_WITHIN = 60;

    private final Path settings;
    private final Path log;
    private final int port;
    private Process process;
    private int starts;

    /// @param directory where it writes
    public RealKafka(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        port = freePort();
        int controller = freePort();
        settings = directory.resolve("server.properties");
        log = directory.resolve("broker.log");
        Files.writeString(settings, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
                advertised.listeners=PLAINTEXT://localhost:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                num.network.threads=2
                num.io.threads=2
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=3
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=3
                group.initial.rebalance.delay.ms=0
                auto.create.topics.enable=false
                """.formatted(port, controller, directory.resolve("log")));
        StorageTool.execute(new String[]{"format", "-t", "bWFwdHJpYWdlLXRlc3RzMQ", "-c", settings.toString()},
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public void start() throws IOException, InterruptedException {
        Path output = log.resolveSibling("broker-" + ++starts + ".log");
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                "kafka.Kafka", settings.toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        Instant end = Instant.now().plusSeconds(STARTS_WITHIN);
        while (!Files.readString(output).contains("Kafka Server started")) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException("did not start:\n" + Files.readString(output));
            }
            Thread.sleep(50);
        }
    }

    public String servers() {
        return "localhost:" + port;
    }

    /// Whatever it is at.
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }

    /// Whether a group has read every message of a topic. Ends of transactions are no messages.
    public boolean isRead(Admin admin, String group, String topic) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata().get();
        Set<TopicPartition> partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic)
                .partitions().stream().map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
        var ends = admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all().get();
        Map<TopicPartition, Long> behind = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = read.get(partition);
            long from = position == null ? 0 : position.offset();
            if (from < ends.get(partition).offset()) {
                behind.put(partition, from);
            }
        }
        return behind.isEmpty() || isEmpty(behind, ends);
    }

    /// Whether nothing but ends of transactions lies there.
    private boolean isEmpty(Map<TopicPartition, Long> from, Map<TopicPartition, ListOffsetsResultInfo> ends) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers(), "enable.auto.commit", false), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            Instant end = Instant.now().plusSeconds(5);
            while (Instant.now().isBefore(end)) {
                if (!consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    return false;
                }
                if (from.keySet().stream().allMatch(p -> consumer.position(p) >= ends.get(p).offset())) {
                    return true;
                }
            }
            return false;
        }
    }
}
