package dev.maptriage.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The text of one upload as blocks of bytes, each of whole lines, so that no line is ever cut by a block and nothing
/// has to be copied into one array of the text's size.
///
/// Lines are counted from 1 and end with `\n` (a last one may lack it). Where the text was taken out of a wrapping, each
/// line also knows the line of the upload it came from.
public final class TraceText {
    /// From how many blocks on a second core pays.
    private static final int PARALLEL_BLOCKS = 4;

    private final List<Block> blocks;
    private final int lineCount;
    private final long byteCount;

    /// Whole lines in one array.
    static final class Block {
        final byte[] bytes;
        final int length;
        /// Number of the first line.
        final int firstLine;
        /// Line of the upload per line of this block; null when they are the same.
        final int @Nullable [] origins;

        Block(byte[] bytes, int length, int firstLine, int @Nullable [] origins) {
            this.bytes = bytes;
            this.length = length;
            this.firstLine = firstLine;
            this.origins = origins;
        }
    }

    private TraceText(List<Block> blocks, int lineCount, long byteCount) {
        this.blocks = List.copyOf(blocks);
        this.lineCount = lineCount;
        this.byteCount = byteCount;
    }

    /// The text of one array, which is not copied and must not change any more.
    public static TraceText of(byte[] bytes) {
        int lines = countLines(bytes, 0, bytes.length);
        return new TraceText(List.of(new Block(bytes, bytes.length, 1, null)), lines, bytes.length);
    }

    /// The text of a string, as UTF-8.
    public static TraceText of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Number of lines; a last one without `\n` counts.
    public int lineCount() {
        return lineCount;
    }

    public long byteCount() {
        return byteCount;
    }

    List<Block> blocks() {
        return blocks;
    }

    /// One line as a string, without its line break; malformed bytes become U+FFFD.
    ///
    /// @throws IndexOutOfBoundsException when there is no such line
    public String line(int number) {
        Block block = blockOf(number);
        int start = 0;
        for (int line = block.firstLine; line < number; line++) {
            start = indexOfNewline(block.bytes, start, block.length) + 1;
        }
        int end = indexOfNewline(block.bytes, start, block.length);
        end = end < 0 ? block.length : end;
        if (end > start && block.bytes[end - 1] == '\r') {
            end--;
        }
        return new String(block.bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /// The line of the upload that a line of this text came from.
    public int originOf(int number) {
        Block block = blockOf(number);
        return block.origins == null ? number : block.origins[number - block.firstLine];
    }

    /// The lines of the upload that a range of this text covers.
    public LineRange originOf(LineRange range) {
        int a = originOf(range.first());
        int b = originOf(range.last());
        return new LineRange(Math.min(a, b), Math.max(a, b));
    }

    /// Passes the bytes on, block by block in order, as they are.
    public void forEachBlock(BlockConsumer consumer) throws IOException {
        for (Block block : blocks) {
            consumer.accept(block.bytes, 0, block.length, block.firstLine);
        }
    }

    /// The same lines with other words. Blocks that stay as they are get shared.
    ///
    /// @throws IllegalStateException when the rewriter adds or removes a line
    public TraceText rewrite(BlockRewriter rewriter) {
        Stream<Block> all = blocks.size() > PARALLEL_BLOCKS ? blocks.parallelStream() : blocks.stream();
        List<Block> rewritten = all.map(block -> rewritten(block, rewriter)).toList();
        long bytes = rewritten.stream().mapToLong(block -> block.length).sum();
        boolean same = rewritten.equals(blocks);
        return same ? this : new TraceText(rewritten, lineCount, bytes);
    }

    private static Block rewritten(Block block, BlockRewriter rewriter) {
        byte[] bytes = rewriter.rewrite(block.bytes, block.length);
        if (bytes == null) {
            return block;
        }
        if (countLines(bytes, 0, bytes.length) != countLines(block.bytes, 0, block.length)) {
            throw new IllegalStateException("a rewritten block has to keep its lines");
        }
        return new Block(bytes, bytes.length, block.firstLine, block.origins);
    }

    /// Puts other words into a block; may be called by several threads at a time.
    @FunctionalInterface
    public interface BlockRewriter {

        /// The new bytes with the same number of lines; null when nothing changes.
        byte @Nullable [] rewrite(byte[] bytes, int length);
    }

    /// Takes blocks of whole lines.
    @FunctionalInterface
    public interface BlockConsumer {
        void accept(byte[] bytes, int offset, int length, int firstLine) throws IOException;
    }

    Block blockOf(int number) {
        if (number < 1 || number > lineCount) {
            throw new IndexOutOfBoundsException("line " + number + " of " + lineCount);
        }
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).firstLine <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return blocks.get(low);
    }

    static int indexOfNewline(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int countLines(byte[] bytes, int from, int to) {
        int lines = Ascii.countNewlines(bytes, from, to);
        return to > from && bytes[to - 1] != '\n' ? lines + 1 : lines;
    }

    /// Collects a text from a stream or line by line. Holds the text once, plus at most one block.
    public static final class Builder {
        /// A little below 4 MiB, so that array and header fill whole regions of the collector.
        static final int BLOCK_BYTES = (4 << 20) - 64;

        private final List<Block> blocks = new ArrayList<>();
        private final int blockBytes;
        private byte[] buffer;
        private int length;
        private int nextLine = 1;
        private long bytes;
        private int @Nullable [] origins;
        private int originCount;

        public Builder() {
            this(16 << 10);
        }

        Builder(int firstBlockBytes) {
            this(firstBlockBytes, BLOCK_BYTES);
        }

        Builder(int firstBlockBytes, int blockBytes) {
            this.blockBytes = blockBytes;
            buffer = new byte[firstBlockBytes];
        }

        /// Adds bytes as they come; lines may be cut anywhere between two calls.
        public Builder append(byte[] source, int offset, int count) {
            ensureRoom(count);
            System.arraycopy(source, offset, buffer, length, count);
            length += count;
            return this;
        }

        /// Adds all that a stream holds.
        public Builder append(InputStream in) throws IOException {
            while (true) {
                ensureRoom(Math.min(64 << 10, blockBytes));
                int read = in.read(buffer, length, buffer.length - length);
                if (read < 0) {
                    return this;
                }
                length += read;
            }
        }

        /// Adds one line, without its line break, that came from line `origin` of the upload. Do not mix with the
        /// other ways.
        public Builder appendLine(byte[] source, int offset, int count, int origin) {
            ensureRoom(count + 1);
            System.arraycopy(source, offset, buffer, length, count);
            length += count;
            buffer[length++] = '\n';
            int[] known = origins == null ? new int[256] : origins;
            if (originCount == known.length) {
                known = Arrays.copyOf(known, 2 * originCount);
            }
            known[originCount++] = origin;
            origins = known;
            return this;
        }

        /// Bytes collected so far.
        public long byteCount() {
            return bytes + length;
        }

        public TraceText build() {
            if (length > 0 || blocks.isEmpty()) {
                close(length);
            }
            TraceText text = new TraceText(blocks, nextLine - 1, bytes);
            blocks.clear();
            return text;
        }

        private void ensureRoom(int count) {
            if (count <= buffer.length - length) {
                return;
            }
            if (length > 0 && (long) length + count > blockBytes) {
                closeAtLineEnd();
            }
            if (count > buffer.length - length) {
                long wanted = Math.max((long) length + count, Math.min(2L * buffer.length, blockBytes));
                if (wanted > Integer.MAX_VALUE - 16) {
                    throw new IllegalArgumentException("a line of more than 2 GiB");
                }
                buffer = Arrays.copyOf(buffer, (int) wanted);
            }
        }

        /// Ends the block after its last whole line and carries the rest over; a line larger than a block stays whole.
        private void closeAtLineEnd() {
            int end = length;
            while (end > 0 && buffer[end - 1] != '\n') {
                end--;
            }
            if (end == 0) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 16));
                return;
            }
            byte[] rest = new byte[Math.max(blockBytes, length - end)];
            System.arraycopy(buffer, end, rest, 0, length - end);
            int carried = length - end;
            close(end);
            buffer = rest;
            length = carried;
        }

        private void close(int end) {
            int lines = countLines(buffer, 0, end);
            int[] from = origins == null ? null : Arrays.copyOf(origins, originCount);
            blocks.add(new Block(buffer, end, nextLine, from));
            nextLine += lines;
            bytes += end;
            length = 0;
            origins = null;
            originCount = 0;
        }
    }
}
