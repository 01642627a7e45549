package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// TABs written as something else, and rsyslog's `#012` for line breaks.
///
/// ```text
/// #011/usr/local/go/src/runtime/panic.go:811 +0x168
/// ```
final class ControlEscapes extends LineRewrite {
    private static final byte[][] TABS = {Chars.ascii("#011"), Chars.ascii("\\t"), Chars.ascii("^I"),
        Chars.ascii("<0x09>"), Chars.ascii("\\x09"), Chars.ascii("\\u0009"), Chars.ascii("\\011"),
        "\u2409".getBytes(StandardCharsets.UTF_8), "\u2192".getBytes(StandardCharsets.UTF_8)};
    private static final boolean[] BEGINS_TAB = new boolean[256];
    static {
        for (byte[] tab : TABS) {
            BEGINS_TAB[tab[0] & 0xff] = true;
        }
    }
    private static final byte[] BREAK = Chars.ascii("#012");

    /// Where breaks are escaped, too, [EscapedText] reads both.
    private static final byte[] ESCAPED_BREAK = Chars.ascii("\\n");

    private static final int LEAST = 2;

    /// How TABs are written before paths on several lines, and so on all others.
    private byte[] known = {};

    ControlEscapes() {
        super("CONTROL_ESCAPES", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return tab(bytes, from, to) != null || Chars.indexOf(bytes, from, to, BREAK) >= 0;
    }

    /// How the TAB before a path or a nested panic is written on a line.
    private static byte @Nullable [] tab(byte[] bytes, int from, int to) {
        if (!mayHold(bytes, from, Math.min(to, from + 2000))) {
            return null;
        }
        boolean escaped = Chars.indexOf(bytes, from, Math.min(to, from + 2000), ESCAPED_BREAK) >= 0;
        for (byte[] tab : TABS) {
            if (escaped && tab[0] == '\\') {
                continue;
            }
            int at = Chars.indexOf(bytes, from, Math.min(to, from + 2000), tab);
            for (int tries = 0; at >= 0 && tries < 4; tries++) {
                int next = at + tab.length;
                if (GoLine.locationEnd(bytes, next, Math.min(to, next + 2000)) > 0 || GoLine.isHead(bytes, next, to)) {
                    return tab;
                }
                at = Chars.indexOf(bytes, next, Math.min(to, from + 2000), tab);
            }
        }
        return null;
    }

    /// Whether a byte is there that one of [#TABS] begins with: most lines have none.
    private static boolean mayHold(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (BEGINS_TAB[bytes[i] & 0xff]) {
                return true;
            }
        }
        return false;
    }

    /// The same at the start of a line that goes on, such as the further lines of a panic's text.
    private static byte @Nullable [] leading(byte[] bytes, int from, int to) {
        int sure = Chars.indexOf(bytes, from, Math.min(to, from + 2000), TABS[0]);
        if (sure >= 0) {
            return TABS[0];
        }
        for (byte[] tab : TABS) {
            if (Chars.startsWith(bytes, from, to, tab)) {
                return tab;
            }
        }
        return null;
    }

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int most = LEAST - 1;
        for (byte[] tab : TABS) {
            int count = 0;
            for (int i : sample.anchors()) {
                count += Arrays.equals(tab, tab(lines.bytes(i), lines.from(i), lines.to(i))) ? 1 : 0;
            }
            known = count > most ? tab : known;
            most = Math.max(most, count);
        }
        return super.unwrap(lines, sample);
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        byte[] found = tab(bytes, from, to);
        byte[] tab = found == null ? leading(bytes, from, to) : found;
        if (tab == null && known.length > 0 && Chars.indexOf(bytes, from, to, known) >= 0) {
            tab = known;
        }
        boolean broken = Chars.indexOf(bytes, from, to, BREAK) >= 0;
        if (tab == null && !broken) {
            return false;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to;) {
            if (broken && Chars.startsWith(bytes, i, to, BREAK)) {
                text.write('\n');
                i += BREAK.length;
            } else if (tab != null && Chars.startsWith(bytes, i, to, tab)) {
                text.write('\t');
                i += tab.length;
            } else {
                text.write(bytes[i++]);
            }
        }
        byte[] plain = text.toByteArray();
        out.addAll(plain, 0, plain.length, lines.origin(line));
        return true;
    }
}
