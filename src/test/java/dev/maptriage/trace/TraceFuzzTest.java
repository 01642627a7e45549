package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The parser reads any text, whatever the size of its blocks, and says the same of it.
///
/// Part of `mvn verify` with the kept inputs only. To look for new ones: `JAZZER_FUZZ=1 mvn test -Dtest=TraceFuzzTest`.
class TraceFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void anyTextIsReadAlikeWhateverItsBlocks(byte[] text) {
        ParsedTrace whole = new TraceParser().parse(TraceText.of(text));
        ParsedTrace pieces = new TraceParser().parse(new TraceText.Builder(16).append(text, 0, text.length).build());

        assertThat(pieces.reports()).hasSameSizeAs(whole.reports());
        for (TraceReport report : whole.reports()) {
            for (Goroutine goroutine : report.goroutines()) {
                assertThat(goroutine.calls()).hasSameSizeAs(goroutine.stack().frames());
            }
        }
    }
}
