package dev.maptriage.incident;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.maptriage.trace.TraceText;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The texts of uploads, compressed, each stored once however often it is sent.
///
/// A text lies in chunks of whole lines that know their line numbers, so any window of a text of any size costs one or
/// two chunks. A line longer than [#MAX_CHUNK] spans several.
@Component
public class Payloads {
    /// Small enough to unpack for one page, large enough to compress well.
    static final int CHUNK = 256 << 10;
    /// H2 keeps at most 1 MiB in one value.
    static final int MAX_CHUNK = 2 * CHUNK;
    /// Longest line of a window; the rest of the line is left out.
    static final int MAX_LINE = 64 << 10;
    private static final int LEVEL = 3;
    private static final int BATCH = 16;
    private static final int MAX_WINDOW = 5_000;

    private final EntityManager entities;

    Payloads(EntityManager entities) {
        this.entities = entities;
    }

    /// Lines `from` to `to`, both inside, brought into the bounds of the text and cut to 5 000 lines.
    ///
    /// @return empty when there is no such text
    public Optional<TextWindow> lines(String sha256, int from, int to) {
        PayloadEntity payload = entities.find(PayloadEntity.class, sha256);
        if (payload == null) {
            return Optional.empty();
        }
        int first = Math.clamp(from, 1, Math.max(1, payload.lineCount));
        int last = Math.min(Math.min(to, payload.lineCount), first + MAX_WINDOW - 1);
        LineCollector collector = new LineCollector(first, last);
        for (PayloadChunkEntity chunk : chunks(sha256, first, last)) {
            collector.add(inflate(chunk), chunk.firstLine);
        }
        return Optional.of(new TextWindow(first, collector.lines(), payload.lineCount));
    }

    private List<PayloadChunkEntity> chunks(String sha256, int first, int last) {
        return entities.createQuery("""
                select c from PayloadChunkEntity c
                where c.key.sha256 = :sha256 and c.lastLine >= :first and c.firstLine <= :last
                order by c.key.ordinal""", PayloadChunkEntity.class).setParameter("sha256", sha256)
                .setParameter("first", first).setParameter("last", last).getResultList();
    }

    /// Size of a text in bytes; empty when there is no such text.
    public Optional<Long> bytes(String sha256) {
        return Optional.ofNullable(entities.find(PayloadEntity.class, sha256)).map(payload -> payload.bytes);
    }

    /// Writes the whole text as it was received, chunk by chunk.
    public void copyTo(String sha256, OutputStream out) throws IOException {
        for (int ordinal = 0;; ordinal++) {
            PayloadChunkEntity chunk = entities.find(PayloadChunkEntity.class,
                    new PayloadChunkEntity.Key(sha256, ordinal));
            if (chunk == null) {
                return;
            }
            out.write(inflate(chunk));
        }
    }

    private static byte[] inflate(PayloadChunkEntity chunk) {
        return Zstd.decompress(chunk.content, chunk.inflated);
    }

    /// Compresses a text that fits into one chunk; empty for larger ones.
    Optional<Draft.PackedText> pack(TraceText text) {
        if (text.byteCount() > CHUNK || text.byteCount() == 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) text.byteCount());
        try {
            text.forEachBlock((bytes, offset, length, firstLine) -> all.write(bytes, offset, length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new Draft.PackedText(Zstd.compress(all.toByteArray(), LEVEL), all.size()));
    }

    /// Stores a text that is not there. Belongs into the transaction that stores what refers to it.
    void store(String sha256, TraceText text, Optional<Draft.PackedText> packed, Instant now) {
        PayloadEntity payload = new PayloadEntity();
        payload.sha256 = sha256;
        payload.bytes = text.byteCount();
        payload.lineCount = text.lineCount();
        payload.storedAt = now;
        entities.persist(payload);
        if (packed.isPresent()) {
            entities.persist(chunk(sha256, text, packed.get()));
            return;
        }
        // Now, so that a second one who stores the same text waits here and not after all its chunks.
        entities.flush();
        try (ChunkWriter writer = new ChunkWriter(sha256)) {
            text.forEachBlock(writer::addBlock);
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PayloadChunkEntity chunk(String sha256, TraceText text, Draft.PackedText packed) {
        PayloadChunkEntity chunk = new PayloadChunkEntity();
        chunk.key = new PayloadChunkEntity.Key(sha256, 0);
        chunk.firstLine = 1;
        chunk.lastLine = text.lineCount();
        chunk.inflated = packed.inflated;
        chunk.content = packed.content;
        return chunk;
    }

    /// Cuts blocks of whole lines into chunks and persists them in batches.
    private final class ChunkWriter implements AutoCloseable {
        private final String sha256;
        private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
        private final List<PayloadChunkEntity> batch = new ArrayList<>();
        private int ordinal;

        ChunkWriter(String sha256) {
            this.sha256 = sha256;
        }

        void addBlock(byte[] bytes, int offset, int length, int firstLine) {
            int line = firstLine;
            int end = offset + length;
            for (int start = offset; start < end;) {
                int cut = cut(bytes, start, end);
                int breaks = countBreaks(bytes, start, cut);
                boolean endsLine = bytes[cut - 1] == '\n';
                add(bytes, start, cut, line, endsLine ? line + breaks - 1 : line + breaks);
                line += breaks;
                start = cut;
            }
        }

        private int cut(byte[] bytes, int start, int end) {
            if (end - start <= CHUNK) {
                return end;
            }
            for (int i = start + CHUNK; i > start; i--) {
                if (bytes[i - 1] == '\n') {
                    return i;
                }
            }
            int limit = Math.min(end, start + MAX_CHUNK);
            for (int i = start + CHUNK; i < limit; i++) {
                if (bytes[i] == '\n') {
                    return i + 1;
                }
            }
            return limit;
        }

        private static int countBreaks(byte[] bytes, int from, int to) {
            int breaks = 0;
            for (int i = from; i < to; i++) {
                breaks += bytes[i] == '\n' ? 1 : 0;
            }
            return breaks;
        }

        private void add(byte[] bytes, int from, int to, int firstLine, int lastLine) {
            PayloadChunkEntity chunk = new PayloadChunkEntity();
            chunk.key = new PayloadChunkEntity.Key(sha256, ordinal++);
            chunk.firstLine = firstLine;
            chunk.lastLine = lastLine;
            chunk.inflated = to - from;
            byte[] room = new byte[(int) Zstd.compressBound(to - from)];
            int size = zstd.compressByteArray(room, 0, room.length, bytes, from, to - from);
            chunk.content = Arrays.copyOf(room, size);
            batch.add(chunk);
            if (batch.size() == BATCH) {
                finish();
            }
        }

        void finish() {
            batch.forEach(entities::persist);
            entities.flush();
            batch.forEach(entities::detach);
            batch.clear();
        }

        @Override
        public void close() {
            zstd.close();
        }
    }

    /// Picks the wanted lines out of chunks that come in order.
    private static final class LineCollector {
        private final int first;
        private final int last;
        private final List<String> lines = new ArrayList<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean open;

        LineCollector(int first, int last) {
            this.first = first;
            this.last = last;
        }

        void add(byte[] bytes, int firstLine) {
            int number = firstLine;
            for (int start = 0; start < bytes.length && number <= last;) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                if (number >= first) {
                    line.write(bytes, start, Math.min(end - start, MAX_LINE - Math.min(MAX_LINE, line.size())));
                    open = true;
                    if (end < bytes.length) {
                        endLine();
                    }
                }
                number++;
                start = end + 1;
            }
        }

        private void endLine() {
            String text = line.toString(StandardCharsets.UTF_8);
            lines.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            line.reset();
            open = false;
        }

        List<String> lines() {
            if (open) {
                endLine();
            }
            return lines;
        }
    }
}
