package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/wrappings.md` names what an envelope can be called.
class WrappingsDocumentTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");

    @Test
    void everyNameOfAnEnvelopeIsInTheDocument() throws Exception {
        Set<String> met = new TreeSet<>();
        for (String name : Answer.CRASHES) {
            for (Wrap wrap : Wrap.values()) {
                met.addAll(names(wrap.bytes(Answer.crash(name))));
            }
            for (String rare : RareWraps.all().keySet()) {
                met.addAll(names(RareWraps.of(rare, Answer.crash(name)).getBytes(UTF_8)));
            }
        }
        Set<String> named = new TreeSet<>();
        Matcher matcher = NAME.matcher(Files.readString(Path.of("docs/wrappings.md")));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).containsAll(met);
    }

    private static Set<String> names(byte[] body) throws IOException {
        return Set.copyOf(new EnvelopeReader(EnvelopeLimits.DEFAULT).open(new ByteArrayInputStream(body), null)
                .wrappings());
    }
}
