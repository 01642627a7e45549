package dev.maptriage.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTextTest {
    private static final String TEXT = "one\r\n\ntwo\nthe third line is longer than any block\n\n\nlast";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 100})
    void holdsTheSameLinesWhateverTheSizeOfItsBlocks(int size) throws IOException {
        TraceText text = blocks(TEXT.getBytes(UTF_8), size);

        assertThat(lines(text)).containsExactly("one", "", "two", "the third line is longer than any block", "", "",
                "last");
        assertThat(text.byteCount()).isEqualTo(TEXT.length());
        assertThat(bytes(text)).isEqualTo(TEXT.getBytes(UTF_8));
        assertThat(read(text)).containsExactlyElementsOf(lines(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1_000})
    void holdsTheSameLinesFromAStream(int size) throws IOException {
        byte[] all = TEXT.repeat(40).getBytes(UTF_8);
        TraceText text = new TraceText.Builder(size, size).append(new ByteArrayInputStream(all)).build();

        assertThat(bytes(text)).isEqualTo(all);
        assertThat(lines(text)).isEqualTo(lines(TraceText.of(all)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1_000})
    void knowsWhereEachLineCameFrom(int size) {
        TraceText.Builder builder = new TraceText.Builder(size, size);
        for (int i = 1; i <= 500; i++) {
            byte[] line = ("line " + i).getBytes(UTF_8);
            builder.appendLine(line, 0, line.length, 3 * i);
        }
        TraceText text = builder.build();

        assertThat(text.lineCount()).isEqualTo(500);
        for (int i = 1; i <= 500; i++) {
            assertThat(text.line(i)).isEqualTo("line " + i);
            assertThat(text.originOf(i)).isEqualTo(3 * i);
        }
        assertThat(text.originOf(new LineRange(2, 5))).isEqualTo(new LineRange(6, 15));
    }

    @Test
    void isItsOwnOriginWhereNothingWasTakenOff() {
        assertThat(TraceText.of("a\nb\n").originOf(2)).isEqualTo(2);
    }

    @Test
    void countsTheLastLineWithOrWithoutLineBreak() {
        assertThat(TraceText.of("").lineCount()).isZero();
        assertThat(TraceText.of("\n").lineCount()).isEqualTo(1);
        assertThat(TraceText.of("a").lineCount()).isEqualTo(1);
        assertThat(TraceText.of("a\n").lineCount()).isEqualTo(1);
        assertThat(TraceText.of("a\nb").lineCount()).isEqualTo(2);
        assertThat(new TraceText.Builder().build().lineCount()).isZero();
    }

    @Test
    void replacesMalformedBytes() {
        assertThat(TraceText.of(new byte[]{'a', (byte) 0xff, 'b'}).line(1)).isEqualTo("a\ufffdb");
    }

    @Test
    void knowsNoOtherLines() {
        TraceText text = TraceText.of("a\nb\n");

        assertThatThrownBy(() -> text.line(3)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("line 3 of 2");
        assertThatThrownBy(() -> text.line(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void keepsALineLargerThanABlockWhole() {
        String line = "x".repeat(100_000);
        byte[] bytes = ("a\n" + line + "\nb\n").getBytes(UTF_8);
        TraceText.Builder builder = new TraceText.Builder(16, 64);
        for (byte b : bytes) {
            builder.append(new byte[]{b}, 0, 1);
        }
        TraceText text = builder.build();

        assertThat(lines(text)).containsExactly("a", line, "b");
    }

    @Test
    void readerGoesBackToAMarkInAnotherBlock() {
        LineReader reader = new LineReader(blocks("a\nb\nc\nd\n".getBytes(UTF_8), 2));
        reader.next();
        LineReader.Mark mark = reader.mark();
        reader.next();
        reader.next();
        assertThat(reader.text()).isEqualTo("d");

        reader.reset(mark);

        assertThat(reader.text()).isEqualTo("b");
        assertThat(reader.line).isEqualTo(2);
        reader.next();
        assertThat(reader.text()).isEqualTo("c");
    }

    /// The bytes as a text whose blocks hold about `size` bytes, given in pieces of `size` bytes.
    static TraceText blocks(byte[] bytes, int size) {
        TraceText.Builder builder = new TraceText.Builder(size, size);
        for (int from = 0; from < bytes.length; from += size) {
            builder.append(bytes, from, Math.min(size, bytes.length - from));
        }
        return builder.build();
    }

    private static List<String> lines(TraceText text) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= text.lineCount(); i++) {
            lines.add(text.line(i));
        }
        return lines;
    }

    private static List<String> read(TraceText text) {
        List<String> lines = new ArrayList<>();
        for (LineReader reader = new LineReader(text); !reader.atEnd(); reader.next()) {
            assertThat(reader.line).isEqualTo(lines.size() + 1);
            lines.add(reader.text());
        }
        return lines;
    }

    private static byte[] bytes(TraceText text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text.forEachBlock((bytes, offset, length, firstLine) -> out.write(bytes, offset, length));
        return out.toByteArray();
    }
}
