package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.luben.zstd.Zstd;
import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {
    private static final String CRASH = "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\n";
    private static final byte[] PLAIN = CRASH.getBytes(UTF_8);

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @Test
    void plainTextIsItsOwnEnvelope() throws Exception {
        Envelope envelope = open(PLAIN);
        assertThat(envelope.name()).isEqualTo("PLAIN");
        assertThat(envelope.text()).isSameAs(envelope.received());
        assertThat(string(envelope.text())).isEqualTo(CRASH);
        assertThat(envelope.bytes()).isEqualTo(PLAIN.length);
        assertThat(envelope.sha256()).isEqualTo(sha256(PLAIN));
    }

    @Test
    void theEmptyBodyIsAnEmptyText() throws Exception {
        Envelope envelope = open(new byte[0]);
        assertThat(envelope.text().lineCount()).isZero();
        assertThat(envelope.sha256()).isEqualTo(sha256(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "zstd", "deflate", "identity", "", "gzip, zstd", "deflate,gzip",
        "identity, gzip"})
    void contentEncodingsAreTakenOffInReverse(String header) throws Exception {
        byte[] body = PLAIN;
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            body = switch (coding.strip()) {
                case "gzip", "x-gzip" -> gzip(body);
                case "zstd" -> Zstd.compress(body);
                case "deflate" -> deflate(body, false);
                default -> body;
            };
        }
        Envelope envelope = reader.open(new ByteArrayInputStream(body), header);
        assertThat(string(envelope.text())).isEqualTo(CRASH);
        assertThat(envelope.sha256()).isEqualTo(sha256(PLAIN));
    }

    @Test
    void deflateWithoutItsFrameIsReadToo() throws Exception {
        Envelope envelope = reader.open(new ByteArrayInputStream(deflate(PLAIN, true)), "deflate");
        assertThat(string(envelope.text())).isEqualTo(CRASH);
        assertThat(envelope.name()).isEqualTo("DEFLATE");
    }

    @Test
    void packingsAreToldByTheirFirstBytes() throws Exception {
        assertThat(open(gzip(PLAIN)).name()).isEqualTo("GZIP");
        assertThat(open(Zstd.compress(PLAIN)).name()).isEqualTo("ZSTD");
        assertThat(open(zip(PLAIN)).name()).isEqualTo("ZIP");
        assertThat(open(gzip(tar(PLAIN))).name()).isEqualTo("GZIP+TAR");
        assertThat(string(open(gzip(tar(PLAIN))).text())).isEqualTo(CRASH);
    }

    @Test
    void packingsNest() throws Exception {
        Envelope envelope = open(zip(gzip(Zstd.compress(PLAIN))));
        assertThat(envelope.name()).isEqualTo("ZIP+GZIP+ZSTD");
        assertThat(string(envelope.text())).isEqualTo(CRASH);
        assertThat(envelope.bytes()).isEqualTo(PLAIN.length);
        assertThat(envelope.sha256()).isEqualTo(sha256(PLAIN));
    }

    @Test
    void membersAndFramesAreReadOneAfterTheOther() throws Exception {
        assertThat(string(open(concat(gzip(PLAIN), gzip(PLAIN))).text())).isEqualTo(CRASH + CRASH);
        assertThat(string(open(concat(Zstd.compress(PLAIN), Zstd.compress(PLAIN))).text())).isEqualTo(CRASH + CRASH);
    }

    @Test
    void aMemberAfterAPauseOfTheConnectionIsNotLost() throws Exception {
        InputStream slow = new SequenceInputStream(new Stalling(gzip(PLAIN)), new Stalling(gzip(PLAIN)));
        assertThat(string(reader.open(slow, "gzip").text())).isEqualTo(CRASH + CRASH);
    }

    @Test
    void filesOfAZipFollowEachOtherOnLinesOfTheirOwn() throws Exception {
        Envelope envelope = open(zip("first".getBytes(UTF_8), gzip("second".getBytes(UTF_8)), PLAIN));
        assertThat(string(envelope.text())).isEqualTo("first\nsecond\n" + CRASH);
        assertThat(envelope.name()).isEqualTo("ZIP+GZIP");
        assertThat(envelope.bytes()).isEqualTo(13L + PLAIN.length);
    }

    @Test
    void namesInAZipLeadNowhere() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("../../../../etc/crash.txt"));
            zip.write(PLAIN);
            zip.putNextEntry(new ZipEntry("dir/"));
            zip.putNextEntry(new ZipEntry("__MACOSX/._crash.txt"));
            zip.write(1);
        }
        assertThat(string(open(out.toByteArray()).text())).isEqualTo(CRASH);
    }

    @Test
    void marksAndWideCharactersBecomeUtf8() throws Exception {
        String text = CRASH + "größe 漢字 \uD83D\uDE00\n";
        check(concat(bytes(0xef, 0xbb, 0xbf), text.getBytes(UTF_8)), text, "BOM");
        check(concat(bytes(0xff, 0xfe), text.getBytes(UTF_16LE)), text, "UTF16");
        check(concat(bytes(0xfe, 0xff), text.getBytes(UTF_16BE)), text, "UTF16");
        check(text.getBytes(UTF_16LE), text, "UTF16");
        check(text.getBytes(UTF_16BE), text, "UTF16");
        check(concat(bytes(0xff, 0xfe, 0, 0), text.getBytes(Charset.forName("UTF-32LE"))), text, "UTF32");
        check(gzip(concat(bytes(0xff, 0xfe), text.getBytes(UTF_16LE))), text, "GZIP+UTF16");
    }

    @Test
    void surrogatesSurviveEveryPositionInALongText() throws Exception {
        String text = "a" + "\uD83D\uDE00".repeat(100_000) + "\n";
        check(concat(bytes(0xff, 0xfe), text.getBytes(UTF_16LE)), text, "UTF16");
    }

    @Test
    void bytesThatAreNoUtf8AreKept() throws Exception {
        byte[] latin = ("Gerät läuft\n" + CRASH).getBytes(ISO_8859_1);
        Envelope envelope = open(latin);
        assertThat(envelope.name()).isEqualTo("PLAIN");
        assertThat(envelope.received().byteCount()).isEqualTo(latin.length);
        assertThat(envelope.received().line(1)).isEqualTo("Ger\uFFFDt l\uFFFDuft");
    }

    @Test
    void binaryDataIsNotTakenForWideCharacters() throws Exception {
        byte[] body = new byte[10_000];
        new Random(1).nextBytes(body);
        body[0] = 'x';
        Envelope envelope = open(body);
        assertThat(envelope.name()).isEqualTo("PLAIN");
        assertThat(envelope.bytes()).isEqualTo(body.length);
    }

    @Test
    void theBodyMayBeAsLongAsSaidAndNotOneByteMore() throws Exception {
        EnvelopeReader small = new EnvelopeReader(new EnvelopeLimits(100, 1000, 8, 10));
        assertThat(small.open(new ByteArrayInputStream(new byte[100]), null).bytes()).isEqualTo(100);
        assertTooLarge(small, new byte[101], "sentBytes", 100);
        assertThat(small.open(new ByteArrayInputStream(gzip(new byte[1000])), null).bytes()).isEqualTo(1000);
        assertTooLarge(small, gzip(new byte[1001]), "inflatedBytes", 1000);
        assertTooLarge(small, concat(gzip(PLAIN), new byte[101]), "sentBytes", 100);
    }

    @Test
    void zippedFilesShareTheLimit() throws Exception {
        EnvelopeReader small = new EnvelopeReader(new EnvelopeLimits(10_000, 1000, 8, 3));
        byte[] half = new byte[499];
        byte[] more = new byte[501];
        assertThat(small.open(new ByteArrayInputStream(zip(half, half)), null).bytes()).isEqualTo(999);
        assertTooLarge(small, zip(half, more, more), "inflatedBytes", 1000);
        assertThat(small.open(new ByteArrayInputStream(zip(PLAIN, PLAIN, PLAIN)), null).name()).isEqualTo("ZIP");
        assertTooLarge(small, zip(PLAIN, PLAIN, PLAIN, PLAIN), "archiveFiles", 3);
    }

    @Test
    void packingsNestAsDeepAsSaidAndNotOnceMore() throws Exception {
        EnvelopeReader shallow = new EnvelopeReader(new EnvelopeLimits(10_000, 10_000, 2, 10));
        assertThat(shallow.open(new ByteArrayInputStream(gzip(gzip(PLAIN))), null).bytes()).isEqualTo(PLAIN.length);
        assertTooLarge(shallow, gzip(gzip(gzip(PLAIN))), "depth", 2);
        assertTooLarge(shallow, zip(zip(zip(PLAIN))), "depth", 2);
    }

    @Test
    void emptyMembersWithoutEndAreStopped() throws Exception {
        byte[] many = new byte[20 * 200_000];
        byte[] member = gzip(new byte[0]);
        for (int i = 0; i + member.length <= many.length; i += member.length) {
            System.arraycopy(member, 0, many, i, member.length);
        }
        EnvelopeReader small = new EnvelopeReader(new EnvelopeLimits(1 << 20, 1 << 20, 8, 10));
        assertTooLarge(small, gzip(many), "inflatedBytes", 1 << 20);
    }

    @Test
    void everyCutOfAPackedBodyIsBroken() throws Exception {
        for (byte[] packed : List.of(gzip(PLAIN), Zstd.compress(PLAIN), zip(PLAIN), zip(gzip(PLAIN)))) {
            for (int cut = 8; cut < packed.length; cut++) {
                byte[] part = Arrays.copyOf(packed, cut);
                assertThat(catchThrowable(() -> open(part))).as("cut at %d of %d", cut, packed.length)
                        .isInstanceOf(EnvelopeException.Broken.class);
            }
        }
    }

    @Test
    void damagedBytesAreBroken() throws Exception {
        byte[] packed = gzip(PLAIN);
        packed[packed.length - 6] ^= 1;
        assertThatThrownBy(() -> open(packed)).isInstanceOf(EnvelopeException.Broken.class)
                .hasMessageContaining("GZIP");
        assertThatThrownBy(() -> reader.open(new ByteArrayInputStream(PLAIN), "gzip"))
                .isInstanceOf(EnvelopeException.Broken.class);
        assertThatThrownBy(() -> reader.open(new ByteArrayInputStream(PLAIN), "deflate"))
                .isInstanceOf(EnvelopeException.Broken.class);
    }

    @Test
    void packingsThatAreNotReadAreNamed() {
        assertThatThrownBy(() -> reader.open(new ByteArrayInputStream(PLAIN), "br"))
                .isInstanceOf(EnvelopeException.Unsupported.class);
        assertThatThrownBy(() -> open(concat(bytes(0xfd, '7', 'z', 'X', 'Z', 0), PLAIN)))
                .isInstanceOf(EnvelopeException.Unsupported.class).hasMessageContaining("xz");
    }

    @Test
    void failuresOfTheConnectionPassThroughAsTheyAre() {
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(bytes(0x1f, 0x8b, 8)),
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("connection reset");
                    }
                });
        assertThatIOException().isThrownBy(() -> reader.open(failing, null)).withMessage("connection reset")
                .isNotInstanceOf(EnvelopeException.class);
    }

    @Test
    void longBodiesAreHashedBesideTheReading() throws Exception {
        byte[] body = new byte[5_000_001];
        Arrays.fill(body, (byte) 'x');
        for (int i = 97; i < body.length; i += 98) {
            body[i] = '\n';
        }
        assertThat(open(body).sha256()).isEqualTo(sha256(body));
        assertThat(open(gzip(body)).sha256()).isEqualTo(sha256(body));
    }

    private void check(byte[] body, String text, String name) throws IOException {
        Envelope envelope = open(body);
        assertThat(string(envelope.text())).isEqualTo(text);
        assertThat(envelope.name()).isEqualTo(name);
    }

    private static void assertTooLarge(EnvelopeReader reader, byte[] body, String limit, long allowed) {
        assertThatThrownBy(() -> reader.open(new ByteArrayInputStream(body), null))
                .isInstanceOfSatisfying(EnvelopeException.TooLarge.class, e -> {
                    assertThat(e.limit()).isEqualTo(limit);
                    assertThat(e.allowed()).isEqualTo(allowed);
                });
    }

    private Envelope open(byte[] body) throws IOException {
        return reader.open(new ByteArrayInputStream(body), null);
    }

    static String string(TraceText text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text.forEachBlock((bytes, offset, length, line) -> out.write(bytes, offset, length));
        return out.toString(UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        return written(out -> new GZIPOutputStream(out), plain);
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
        return written(out -> new DeflaterOutputStream(out, new Deflater(6, bare)), plain);
    }

    private static byte[] zip(byte[]... files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < files.length; i++) {
                zip.putNextEntry(new ZipEntry("file" + i));
                zip.write(files[i]);
            }
        }
        return out.toByteArray();
    }

    private static byte[] tar(byte[] file) {
        byte[] header = new byte[512];
        System.arraycopy("crash.txt".getBytes(UTF_8), 0, header, 0, 9);
        System.arraycopy(String.format("%011o", file.length).getBytes(UTF_8), 0, header, 124, 11);
        header[156] = '0';
        System.arraycopy("ustar".getBytes(UTF_8), 0, header, 257, 5);
        byte[] padding = new byte[(int) (-(long) file.length & 511)];
        return concat(concat(header, file), concat(padding, new byte[1024]));
    }

    private interface Wrap {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] written(Wrap wrap, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = wrap.around(out)) {
            packed.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /// A connection that never has a byte ready.
    private static final class Stalling extends ByteArrayInputStream {
        Stalling(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
