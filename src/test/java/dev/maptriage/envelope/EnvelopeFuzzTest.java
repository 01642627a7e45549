package dev.maptriage.envelope;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.trace.TraceParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Whatever is uploaded is opened, read and diagnosed, or refused with an [EnvelopeException]; nothing else happens.
///
/// Part of `mvn verify` with the kept inputs only. To look for new ones:
/// `JAZZER_FUZZ=1 mvn test -Dtest=EnvelopeFuzzTest`.
class EnvelopeFuzzTest {
    private static final EnvelopeLimits LIMITS = new EnvelopeLimits(1 << 20, 4 << 20, 8, 100);

    @FuzzTest(maxDuration = "5m")
    void anyBodyIsOpenedOrRefused(byte[] body) throws IOException {
        try {
            Envelope envelope = new EnvelopeReader(LIMITS).open(new ByteArrayInputStream(body), null);
            new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null);
        } catch (EnvelopeException refused) {
            // That is the other right answer.
        }
    }
}
