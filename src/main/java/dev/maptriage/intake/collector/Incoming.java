package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A delivery that may come in.
///
/// @param source name in its path
/// @param labels what the request itself says about the source: goes before what the records say
/// @param sender what tells senders apart that say nothing about themselves: their address
/// @param bytes  size as sent
/// @param signed hash of the body, where that is all that the sender has signed; null elsewhere
record Incoming(String source, Batch batch, Map<String, String> labels, String sender, long bytes,
        @Nullable String signed) {
    private static final int FEW = 3;
    private static final long MILLI = 1_000_000;

    /// What is the same when the same thing is delivered again: the sender's id, or the content where it is unmistakable.
    /// A few lines without an id and a precise time may well be sent twice because they were printed twice.
    /// A name that is not signed counts for nothing where the body is: who repeats a request may change its headers.
    String key() {
        if (signed != null) {
            return hash("signed", signed);
        }
        String id = batch.senderId();
        if (id != null) {
            return hash("id", id);
        }
        return isUnmistakable() ? content() : hash("any", UUID.randomUUID().toString());
    }

    private boolean isUnmistakable() {
        if (!batch.texts().isEmpty() || !batch.pointers().isEmpty()) {
            return true;
        }
        Set<String> texts = new HashSet<>();
        for (CollectedRecord record : batch.records()) {
            texts.add(record.text());
            if (texts.size() >= FEW || record.id() != null || record.nanos() % MILLI != 0
                    || RecordJoiner.isComplete(record.text())) {
                return true;
            }
        }
        return false;
    }

    private String content() {
        MessageDigest digest = sha256();
        update(digest, labels.toString().isEmpty() ? "" : new TreeMap<>(labels).toString());
        for (List<CollectedRecord> records : List.of(batch.records(), batch.texts())) {
            for (CollectedRecord record : records) {
                update(digest, record.source());
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(record.nanos()).array());
                update(digest, record.text());
            }
        }
        batch.pointers().forEach(pointer -> update(digest, pointer.toString()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /// What is said of a record: the request goes before the record.
    Map<String, String> labels(CollectedRecord record) {
        Map<String, String> all = new HashMap<>(record.labels());
        all.putAll(labels);
        return all;
    }

    /// The records of each stream, in the order of their times; streams in the order of their keys.
    SortedMap<String, List<CollectedRecord>> streams() {
        Map<String, String> keys = new HashMap<>();
        SortedMap<String, List<CollectedRecord>> streams = new TreeMap<>();
        for (CollectedRecord record : batch.records()) {
            String key = keys.computeIfAbsent(record.source(), ignored -> sourceKey(record));
            streams.computeIfAbsent(key, ignored -> new ArrayList<>()).add(record);
        }
        streams.replaceAll((key, records) -> RecordJoiner.sorted(records));
        return streams;
    }

    /// The stream that a record belongs to, among those of all senders.
    String sourceKey(CollectedRecord record) {
        String who = record.source() + new TreeMap<>(labels);
        return hash(source, who, record.source().isEmpty() && labels.isEmpty() ? sender : "");
    }

    static String hash(@Nullable String... values) {
        MessageDigest digest = sha256();
        for (String value : values) {
            update(digest, value == null ? "" : value);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String hash(byte[] body) {
        return HexFormat.of().formatHex(sha256().digest(body));
    }

    private static void update(MessageDigest digest, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
