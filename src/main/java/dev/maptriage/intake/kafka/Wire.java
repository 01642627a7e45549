package dev.maptriage.intake.kafka;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Messages and state as bytes: a version, the length, and JSON in zstd. Fields that a newer instance has added are passed
/// over, so that instances can be replaced one by one.
final class Wire {
    static final byte VERSION = 1;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int LEVEL = 3;
    /// More than a delivery may be after unpacking, also as JSON; what claims more was not written by us.
    private static final int LARGEST = 1 << 29;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private Wire() {}

    static byte[] write(Object value) {
        byte[] json = JSON.writeValueAsBytes(value);
        byte[] packed = Zstd.compress(json, LEVEL);
        return ByteBuffer.allocate(HEAD + packed.length).put(VERSION).putInt(json.length).put(packed).array();
    }

    /// @throws UnreadableMessageException when these are not the bytes of such a thing
    static <T> T read(byte @Nullable [] bytes, Class<T> type) {
        if (bytes == null || bytes.length < HEAD) {
            throw new UnreadableMessageException("too short");
        }
        if (bytes[0] != VERSION) {
            throw new UnreadableMessageException("version " + bytes[0] + " is not known");
        }
        int length = ByteBuffer.wrap(bytes).getInt(1);
        if (length < 0 || length > LARGEST) {
            throw new UnreadableMessageException("length " + length);
        }
        byte[] json = inflated(bytes, length);
        try {
            T value = JSON.readValue(json, type);
            if (value == null) {
                throw new UnreadableMessageException("nothing in it");
            }
            return value;
        } catch (JacksonException e) {
            throw new UnreadableMessageException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static byte[] inflated(byte[] bytes, int length) {
        byte[] json = new byte[length];
        try {
            if (Zstd.decompressByteArray(json, 0, length, bytes, HEAD, bytes.length - HEAD) == length) {
                return json;
            }
        } catch (ZstdException e) {
            throw new UnreadableMessageException("not in zstd", e);
        }
        throw new UnreadableMessageException("not of the length that it says");
    }
}
