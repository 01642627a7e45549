package dev.maptriage.intake.collector;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/// Writes a push request as Loki's clients do.
final class LokiPush {
    private LokiPush() {}

    static byte[] of(String labels, List<String> lines, long firstNanos) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(stream);
        out.writeString(1, labels);
        for (int i = 0; i < lines.size(); i++) {
            out.writeByteArray(2, entry(firstNanos + i, lines.get(i)));
        }
        out.flush();
        return field(1, stream.toByteArray());
    }

    private static byte[] entry(long nanos, String line) throws IOException {
        ByteArrayOutputStream time = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(time);
        out.writeInt64(1, nanos / 1_000_000_000L);
        out.writeInt32(2, (int) (nanos % 1_000_000_000L));
        out.flush();
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        out = CodedOutputStream.newInstance(entry);
        out.writeByteArray(1, time.toByteArray());
        out.writeString(2, line);
        out.flush();
        return entry.toByteArray();
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(number, content);
        out.flush();
        return bytes.toByteArray();
    }
}
