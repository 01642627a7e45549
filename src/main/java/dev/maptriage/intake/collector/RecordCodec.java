package dev.maptriage.intake.collector;

import com.github.luben.zstd.Zstd;
import dev.maptriage.envelope.CollectedRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Writes records as they are kept until their crash is complete: time, whether the line goes on, text.
final class RecordCodec {
    /// Databases keep about 1 MiB in one value; a slice stays below it however badly it compresses.
    static final int SLICE = 512 << 10;
    private static final int HEAD = Long.BYTES + 1 + Integer.BYTES;
    private static final int LEVEL = 3;

    /// A stretch of the written records.
    ///
    /// @param inflated its size before it was compressed
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slice(int inflated, byte[] content) {}

    private RecordCodec() {}

    static List<Slice> write(List<CollectedRecord> records) {
        List<byte[]> texts = records.stream().map(record -> record.text().getBytes(StandardCharsets.UTF_8)).toList();
        ByteBuffer all = ByteBuffer.allocate(texts.stream().mapToInt(text -> HEAD + text.length).sum());
        for (int i = 0; i < texts.size(); i++) {
            CollectedRecord record = records.get(i);
            all.putLong(record.nanos()).put((byte) (record.partial() ? 1 : 0)).putInt(texts.get(i).length)
                    .put(texts.get(i));
        }
        List<Slice> slices = new ArrayList<>();
        for (int from = 0; from < all.capacity(); from += SLICE) {
            byte[] slice = Arrays.copyOfRange(all.array(), from, Math.min(all.capacity(), from + SLICE));
            slices.add(new Slice(slice.length, Zstd.compress(slice, LEVEL)));
        }
        return slices;
    }

    /// @param slices all slices of one part, in order
    static List<CollectedRecord> read(List<Slice> slices) {
        ByteBuffer all = ByteBuffer.allocate(slices.stream().mapToInt(Slice::inflated).sum());
        slices.forEach(slice -> all.put(Zstd.decompress(slice.content, slice.inflated)));
        all.flip();
        List<CollectedRecord> records = new ArrayList<>();
        while (all.hasRemaining()) {
            long nanos = all.getLong();
            boolean partial = all.get() != 0;
            byte[] text = new byte[all.getInt()];
            all.get(text);
            records.add(new CollectedRecord("", nanos, new String(text, StandardCharsets.UTF_8), partial, null,
                    Map.of()));
        }
        return records;
    }
}
