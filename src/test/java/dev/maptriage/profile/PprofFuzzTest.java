package dev.maptriage.profile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/// Any bytes that begin like a profile in binary form become text, or are refused by an [IOException]; nothing else happens.
///
/// Part of `mvn verify` with the kept inputs only. To look for new ones: `JAZZER_FUZZ=1 mvn test -Dtest=PprofFuzzTest`.
class PprofFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void anyProfileIsReadOrRefused(byte[] bytes) {
        PprofBinary.begins(bytes);
        try {
            PprofBinary.toText(bytes);
        } catch (IOException refused) {
            // That is the other right answer.
        }
    }
}
