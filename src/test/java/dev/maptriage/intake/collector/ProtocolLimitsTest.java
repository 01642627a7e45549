package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bounds that protocols have inside of a body, at the last that is let in and at the first that is not.
class ProtocolLimitsTest {
    private static final int ROOM = 10_000;

    private static Batch read(String source, String body) throws UnreadableException {
        return new Sources(ROOM).of(source).read(new Sent(source, "", "application/json", ignored -> null, Map.of(),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String packed(int bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            String record = "{\"message\":\"\"}";
            out.write(("{\"message\":\"" + "x".repeat(bytes - record.length()) + "\"}")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /// A delivery of compressed parts of these sizes.
    private static String delivery(String source, int... sizes) {
        StringBuilder records = new StringBuilder();
        for (int size : sizes) {
            String data = "\"data\":\"" + packed(size) + "\"";
            records.append(records.isEmpty() ? "" : ",")
                    .append(source.equals("firehose") ? "{" + data + "}" : "{\"kinesis\":{" + data + "}}");
        }
        return source.equals("firehose")
                ? "{\"requestId\":\"1\",\"records\":[" + records + "]}"
                : "{\"Records\":[" + records + "]}";
    }

    /// Lines and objects are what becomes records; the shorter they are, the more they take beside their text.
    @ParameterizedTest
    @ValueSource(strings = {"\n", "{"})
    void linesAndObjectsOfADeliveryAreCounted(String part) throws UnreadableException {
        byte[] most = part.repeat(Parts.MOST).getBytes(StandardCharsets.UTF_8);

        assertThat(new Parts().take(most)).isPositive();
        Parts parts = new Parts();
        parts.take(most);
        assertThatThrownBy(() -> parts.take(part.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableException.class).extracting(e -> ((UnreadableException) e).reason())
                .asString().contains("1000000 lines or objects");
    }

    @Test
    void manyPackedPartsOfManyLinesAreOneLargeOne() throws UnreadableException {
        Room room = new Room(Integer.MAX_VALUE - 1);
        byte[] lines = "\n".repeat(Parts.MOST / 2).getBytes(StandardCharsets.UTF_8);

        assertThat(room.gunzip(lines)).hasSameSizeAs(lines);
        assertThat(room.gunzip(lines)).hasSameSizeAs(lines);
        assertThatThrownBy(() -> room.gunzip(new byte[]{'\n'})).isInstanceOf(UnreadableException.class);
    }

    @Test
    void valuesOfOneJsonTextAreCounted() throws UnreadableException {
        // the brackets are two, each number is one
        String most = "[" + "1,".repeat(Bodies.TOKENS - 3) + "1]";

        assertThat(Bodies.json(most.getBytes(StandardCharsets.UTF_8))).hasSize(Bodies.TOKENS - 2);
        assertThatThrownBy(() -> Bodies.json(("[1," + most.substring(1)).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableException.class).extracting(e -> ((UnreadableException) e).reason())
                .asString().contains("4000000 values");
    }

    /// Many small bombs are one large one.
    @ParameterizedTest
    @ValueSource(strings = {"firehose", "cloudwatch"})
    void compressedPartsShareOneLimit(String source) throws UnreadableException {
        assertThat(read(source, delivery(source, ROOM)).records()).hasSize(1);
        assertThat(read(source, delivery(source, ROOM - 100, 100)).records()).hasSize(2);
        assertThatThrownBy(() -> read(source, delivery(source, ROOM + 1))).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read(source, delivery(source, ROOM - 100, 101)))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void jsonNestsSoDeepAndNoDeeper() throws UnreadableException {
        assertThat(read("generic", "{\"a\":".repeat(199) + "{\"message\":\"x\"}" + "}".repeat(199)).records())
                .hasSize(1);
        assertThatThrownBy(() -> read("generic", "{\"a\":".repeat(200) + "{\"message\":\"x\"}" + "}".repeat(200)))
                .isInstanceOf(UnreadableException.class);
        assertThat(read("alertmanager", "[".repeat(200) + "]".repeat(200)).pointers()).hasSize(1);
        assertThatThrownBy(() -> read("alertmanager", "[".repeat(201) + "]".repeat(201)))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void aRecordHasSoManyFields() throws UnreadableException {
        assertThat(read("generic", "{" + fields(499) + "\"message\":\"x\"}").records()).hasSize(1);
        assertThat(read("generic", "{" + fields(500) + "\"message\":\"x\"}").records()).isEmpty();
    }

    private static String fields(int many) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < many; i++) {
            fields.append("\"f").append(i).append("\":1,");
        }
        return fields.toString();
    }

    @Test
    void aNameOfASourceIsShort() throws UnreadableException {
        assertThat(read("generic", "{\"message\":\"x\",\"pod\":\"" + "p".repeat(299) + "\"}").records().getFirst()
                .source()).contains("ppp");
        assertThat(read("generic", "{\"message\":\"x\",\"pod\":\"" + "p".repeat(300) + "\"}").records().getFirst()
                .source()).isEmpty();
    }

    @Test
    void ofASentryEventSoManyFramesAreRead() throws UnreadableException {
        assertThat(framesOf(1_000)).isEqualTo(1_000);
        assertThat(framesOf(1_001)).isEqualTo(1_000);
    }

    @Test
    void ofASentryEnvelopeSoManyItemsAreRead() throws UnreadableException {
        assertThat(eventsBehind(999)).isEqualTo(1);
        assertThat(eventsBehind(1_000)).isZero();
    }

    private static int eventsBehind(int sessions) throws UnreadableException {
        String event = "{\"exception\":{\"values\":[{\"type\":\"error\",\"value\":\"x\",\"stacktrace\":{\"frames\":["
                + "{\"function\":\"f\",\"module\":\"main\",\"filename\":\"a.go\",\"lineno\":1}]}}]}}";
        String body = "{}\n" + "{\"type\":\"session\"}\n{}\n".repeat(sessions) + "{\"type\":\"event\"}\n" + event
                + "\n";
        return new Sources(ROOM).of("sentry").read(new Sent("sentry", "/api/1/envelope/",
                "application/x-sentry-envelope", ignored -> null, Map.of(), body.getBytes(StandardCharsets.UTF_8)))
                .texts().size();
    }

    private static long framesOf(int frames) throws UnreadableException {
        String frame = "{\"function\":\"f\",\"module\":\"main\",\"filename\":\"a.go\",\"lineno\":1}";
        String event = "{\"exception\":{\"values\":[{\"type\":\"error\",\"value\":\"x\",\"stacktrace\":{\"frames\":["
                + (frame + ",").repeat(frames - 1) + frame + "]}}]}}";
        return read("sentry", event).texts().getFirst().text().lines().filter(line -> line.startsWith("main.f"))
                .count();
    }
}
