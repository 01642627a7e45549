package dev.maptriage.intake.collector;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.incident.Problem;
import dev.maptriage.masking.Masker;
import dev.maptriage.masking.MaskingRules;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whatever is delivered, under the name of whatever sender, is read into records or refused; nothing else happens. Records
/// are joined and masked, piece by piece as they would be kept, without a line more or less.
///
/// Part of `mvn verify` with the kept inputs only. To look for new ones:
/// `JAZZER_FUZZ=1 mvn test -Dtest=ReceiverFuzzTest`.
class ReceiverFuzzTest {
    private static final int LIMIT = 1 << 20;
    private static final List<String> SOURCES = WebhookSecrets.sources();
    private static final List<String> TYPES = List.of("", "application/json", "application/x-ndjson",
            "application/x-protobuf", "text/plain", "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/x-sentry-envelope", "application/vnd.fdo.journal");
    private static final List<String> CODINGS = List.of("", "gzip", "zstd", "deflate", "snappy");
    private static final int HEAD = 4;

    private final Sources sources = new Sources(LIMIT);
    private final RecordJoiner joiner = new RecordJoiner(
            new RecordJoiner.Rules(Duration.ofSeconds(3), 20, LIMIT, 10_000, Duration.ofMinutes(5)));
    private final Masker masker = new Masker(new MaskingRules(true, true, List.of("customer (\\d+)")));
    private final DeliveryReader reader = new DeliveryReader(LIMIT, LIMIT);

    /// The first bytes choose sender, type, coding and the path behind the sender's name; the fourth is how long a text
    /// follows that stands in every header.
    @FuzzTest(maxDuration = "5m")
    void anyDeliveryIsReadOrRefused(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        String source = SOURCES.get((input[0] & 0xff) % SOURCES.size());
        String type = TYPES.get((input[1] & 0xff) % TYPES.size());
        String coding = CODINGS.get((input[2] & 0xff) % CODINGS.size());
        int said = Math.min(input.length, HEAD + (input[3] & 0x3f));
        String header = new String(input, HEAD, said - HEAD, StandardCharsets.ISO_8859_1);
        byte[] raw = Arrays.copyOfRange(input, said, input.length);
        try {
            byte[] body = reader.inflated(raw, coding, source.equals(Sources.LOKI));
            Sent sent = new Sent(source, header, type, name -> header, Map.of("token", header), body);
            joined(sources.of(source).read(sent).named(sent.deliveryId()).records());
        } catch (UnreadableException | Problem refused) {
            // That is the other right answer.
        }
        new Signatures(Clock.systemUTC(), Duration.ofMinutes(5)).proof(List.of("a secret of the test"),
                name -> header, raw);
    }

    private void joined(List<CollectedRecord> records) {
        String tail = "";
        for (RecordJoiner.Piece piece : joiner.join(null, RecordJoiner.sorted(records))) {
            List<String> pieces = RecordJoiner.pieces(piece.records());
            Masker.Pieces masked = masker.mask(tail, pieces, new Masker.MaskCounts());
            tail = masked.tail();
            for (int i = 0; i < pieces.size(); i++) {
                if (lineEnds(pieces.get(i)) != lineEnds(masked.texts().get(i))) {
                    throw new IllegalStateException("masking changed the lines of a record");
                }
            }
        }
    }

    private static long lineEnds(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }
}
