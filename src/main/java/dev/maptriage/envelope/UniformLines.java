package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The short way for large texts: what is around their first lines is found out as ever, and when it is one of the
/// formats below, and every line has it in the very form its writer gives it, and all are of one source, it is taken off
/// block by block on all processors. A text in which one line is different goes the long way.
final class UniformLines {
    /// Bytes at the start that tell what the wrapping is.
    private static final int HEAD = 8 << 10;
    /// Shorter texts go the long way.
    private static final long LARGE = 1 << 20;

    private static final Map<String, Supplier<Form>> FORMS = Map.of("DOCKER_JSON", DockerLine::new, "CRI",
            prefix(CriPrefix::new), "TIMESTAMPS", prefix(TimestampPrefix::new), "GITHUB_ACTIONS",
            prefix(TimestampPrefix::new), "KUBECTL_PREFIX", prefix(KubectlPrefix::new), "COMPOSE",
            prefix(ComposePrefix::new), "JOURNALD", prefix(SyslogPrefix::new), "SYSLOG", prefix(SyslogPrefix::new));

    /// A text after the wrapping was taken off.
    record Inside(TraceText text, List<String> names, Map<String, String> labels) {}

    /// How one line of a format is written.
    interface Form {

        /// Copies what is inside of a line to `at`, where there is room for the whole line and eight bytes more.
        ///
        /// @return the end of the copy, or -1 when the line is not of this form
        int copy(byte[] bytes, int from, int to, byte[] out, int at);

        /// What named the process in the line that was copied last, for comparison.
        boolean sameSource(byte[] source);

        byte[] source();
    }

    private UniformLines() {}

    private static Supplier<Form> prefix(Supplier<PrefixFormat> format) {
        return () -> new PrefixLine(format.get());
    }

    /// Takes the wrapping off.
    ///
    /// @return null when this text has to go the long way
    static @Nullable Inside of(TraceText received) {
        if (received.byteCount() < LARGE) {
            return null;
        }
        TraceText head = head(received);
        if (head.byteCount() >= LARGE) { // of a line without an end
            return null;
        }
        TextUnwrapper unwrapper = new TextUnwrapper(1);
        unwrapper.unwrap(head);
        List<String> names = unwrapper.names();
        Supplier<Form> form = names.size() == 1 ? FORMS.get(names.getFirst()) : null;
        if (form == null) {
            return null;
        }
        Pass pass = new Pass(form);
        TraceText text = received.rewrite(pass);
        return !pass.failed && PlainText.isPlain(text) ? new Inside(text, names, unwrapper.labels()) : null;
    }

    /// Whole lines from the start.
    private static TraceText head(TraceText text) {
        TraceText.Builder head = new TraceText.Builder();
        for (int line = 1; line <= text.lineCount() && head.byteCount() < HEAD; line++) {
            byte[] bytes = Chars.utf8(text.line(line));
            head.append(bytes, 0, bytes.length).append(new byte[]{'\n'}, 0, 1);
        }
        return head.build();
    }

    /// One run over all blocks, several at a time.
    private static final class Pass implements TraceText.BlockRewriter {
        private final Supplier<Form> forms;
        private final AtomicReference<byte @Nullable []> source = new AtomicReference<>();
        private volatile boolean failed;

        Pass(Supplier<Form> forms) {
            this.forms = forms;
        }

        @Override
        public byte @Nullable [] rewrite(byte[] bytes, int length) {
            Form form = forms.get();
            byte[] out = new byte[length + 8];
            byte[] expected = null;
            int at = 0;
            int start = 0;
            while (start < length) {
                int stop = Chars.indexOf(bytes, start, length, '\n');
                int end = stop < 0 ? length : stop;
                at = failed || end == start || bytes[end - 1] == '\r' ? -1 : form.copy(bytes, start, end, out, at);
                if (at >= 0 && expected == null) {
                    expected = expected(form);
                }
                if (at < 0 || expected == null || !form.sameSource(expected)) {
                    failed = true;
                    return null;
                }
                if (stop >= 0) {
                    out[at++] = '\n';
                }
                start = end + 1;
            }
            return Arrays.copyOf(out, at);
        }

        private byte @Nullable [] expected(Form form) {
            source.compareAndSet(null, form.source());
            return source.get();
        }
    }

    /// A line with a prefix.
    private static final class PrefixLine implements Form {
        private final PrefixFormat format;
        private final PrefixFormat.Prefix prefix = new PrefixFormat.Prefix();
        private final Scan scan = new Scan();

        PrefixLine(PrefixFormat format) {
            this.format = format;
        }

        @Override
        public int copy(byte[] bytes, int from, int to, byte[] out, int at) {
            prefix.clear();
            if (!format.read(scan.on(bytes, from, to), prefix) || prefix.partial) {
                return -1;
            }
            int count = Math.max(0, to - scan.at);
            System.arraycopy(bytes, scan.at, out, at, count);
            return at + count;
        }

        @Override
        public boolean sameSource(byte[] source) {
            return Arrays.equals(scan.bytes, prefix.sourceFrom, prefix.sourceTo, source, 0, source.length);
        }

        @Override
        public byte[] source() {
            return Arrays.copyOfRange(scan.bytes, prefix.sourceFrom, prefix.sourceTo);
        }
    }
}
