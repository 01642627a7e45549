package dev.maptriage.intake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A JSON body: either an object with the member `trace`, whose text is taken out of it, or log records, which pass as
/// they are. Both are checked on their way, byte by byte, without being held.
///
/// @param stream the text of `trace`, or the records
/// @param labels members beside `trace` that name the source; complete when `stream` is at its end
record JsonBody(InputStream stream, Map<String, String> labels) {
    /// Where the name `trace` must begin at the latest, so that a body is known for what it is before it is read.
    private static final int LOOK_AHEAD = 64 << 10;
    private static final Set<String> LABELS = Set.of("service", "environment", "release", "host", "title",
            "occurredAt");
    private static final int MAX_LABEL = 8 << 10;

    static JsonBody of(InputStream body) throws IOException {
        BufferedInputStream in = new BufferedInputStream(body, LOOK_AHEAD);
        in.mark(LOOK_AHEAD);
        byte[] head = in.readNBytes(LOOK_AHEAD);
        in.reset();
        if (!looksLikeText(head)) {
            return new JsonBody(in, Map.of());
        }
        int start = startOfText(head);
        in.skipNBytes(start);
        Members members = new Members();
        new JsonWalker(members).accept(head, start, head.length);
        if (!members.foundTrace) {
            return new JsonBody(new CheckedRecords(in), Map.of());
        }
        TraceMember trace = new TraceMember(in);
        return new JsonBody(trace, trace.members.labels);
    }

    /// Compressed files and UTF-16 are for the envelope to open, whatever the sender calls them.
    private static boolean looksLikeText(byte[] head) {
        if (head.length < 2) {
            return true;
        }
        int first = head[0] & 0xff;
        return (first >= 0x20 && first < 0x80 && head[1] != 0) || Character.isWhitespace(first) || first == 0x1e
                || startOfText(head) > 0;
    }

    /// After the byte order mark, if there is one.
    private static int startOfText(byte[] head) {
        boolean marked = head.length >= 3 && (head[0] & 0xff) == 0xef && (head[1] & 0xff) == 0xbb
                && (head[2] & 0xff) == 0xbf;
        return marked ? 3 : 0;
    }

    /// Picks members of the outermost object.
    private static class Members implements JsonWalker.Listener {
        final Map<String, String> labels = new HashMap<>();
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private String name = "";
        private boolean collecting;
        private boolean key;
        boolean foundTrace;
        boolean inTrace;

        @Override
        public void begin(int depth, boolean isKey) {
            key = isKey;
            collecting = depth == 1 && (isKey || LABELS.contains(name));
            inTrace = depth == 1 && !isKey && name.equals("trace");
            foundTrace |= inTrace;
            text.reset();
        }

        @Override
        public void bytes(byte[] source, int offset, int count) {
            if (collecting && text.size() < MAX_LABEL) {
                text.write(source, offset, Math.min(count, MAX_LABEL - text.size()));
            }
        }

        @Override
        public void end() {
            if (collecting && key) {
                name = text.toString(StandardCharsets.UTF_8);
            } else if (collecting) {
                labels.put(name, text.toString(StandardCharsets.UTF_8));
            }
            collecting = false;
            inTrace = false;
        }

        @Override
        public void other(int depth) {
            // A member that is no string is neither text nor label.
        }
    }

    /// Gives the text of `trace`.
    private static final class TraceMember extends MadeStream {
        private final InputStream in;
        private final byte[] raw = new byte[16 << 10];
        private final ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
        private final Members members = new Members() {
            @Override
            public void bytes(byte[] source, int offset, int count) {
                if (inTrace) {
                    decoded.write(source, offset, count);
                } else {
                    super.bytes(source, offset, count);
                }
            }
        };
        private final JsonWalker walker = new JsonWalker(members);

        TraceMember(InputStream in) {
            this.in = in;
        }

        @Override
        boolean make(ByteArrayOutputStream out) throws IOException {
            int read = in.read(raw);
            if (read < 0) {
                walker.end();
            } else {
                walker.accept(raw, 0, read);
            }
            decoded.writeTo(out);
            decoded.reset();
            return read >= 0;
        }
    }

    /// Passes records on and fails where they are no JSON.
    private static final class CheckedRecords extends FilterInputStream {
        private final JsonWalker walker = new JsonWalker(new Members());

        CheckedRecords(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read < 0) {
                walker.end();
            } else {
                walker.accept(target, offset, offset + read);
            }
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
