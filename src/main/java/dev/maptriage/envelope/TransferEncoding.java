package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A text written in other characters to get through mail or a form: base64, quoted-printable, the fields of a form.
///
/// ```text
/// cGFuaWM6IGFzc2lnbm1lbnQgdG8gZW50cnkgaW4gbmlsIG1hcAo=
/// main.(*Store).Put(0xc000010250, 0x7)=0A=09/app/main.go:7 =
/// service=api&trace=panic%3A+assignment+to+entry+in+nil+map%0A
/// ```
final class TransferEncoding implements Wrapping {
    private static final int LEAST = 40;
    private static final long MOST = 16 << 20;
    private static final Set<String> LABELS = Set.of("service", "environment", "release", "host");

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (lines.length() < LEAST || lines.length() > MOST) {
            return null;
        }
        Unwrapped form = form(lines);
        if (form != null) {
            return form;
        }
        Unwrapped base64 = base64(lines);
        return base64 == null ? quoted(lines) : base64;
    }

    /// One line of `name=value`, with `&` between them and no blank in it.
    private static @Nullable Unwrapped form(Lines lines) {
        int first = firstFilled(lines);
        if (lines.size() - first > 2 || (lines.size() - first == 2 && !lines.isEmpty(first + 1))) {
            return null;
        }
        byte[] bytes = lines.bytes(first);
        int from = lines.from(first);
        int to = lines.to(first);
        int name = Chars.skipWord(bytes, from, Math.min(to, from + 64));
        if (name == from || name >= to || bytes[name] != '=' || hasPlainBlank(bytes, from, to)) {
            return null;
        }
        Lines out = new Lines(64);
        Map<String, String> labels = new HashMap<>();
        int at = from;
        while (at < to) {
            int next = Chars.indexOf(bytes, at, to, '&');
            int end = next < 0 ? to : next;
            int equals = Chars.indexOf(bytes, at, end, '=');
            if (equals > at) {
                byte[] value = percentDecoded(bytes, equals + 1, end);
                String field = Chars.text(bytes, at, equals);
                if (Sample.hasAnchor(value, 0, value.length)) {
                    out.addAll(value, 0, value.length, lines.origin(first));
                } else if (LABELS.contains(field) && value.length < 300) {
                    labels.put(field, new String(value, StandardCharsets.UTF_8));
                }
            }
            at = end + 1;
        }
        return out.size() == 0 ? null : new Unwrapped("FORM", out, true, false, labels);
    }

    private static int firstFilled(Lines lines) {
        int first = 0;
        while (first < lines.size() - 1 && lines.isEmpty(first)) {
            first++;
        }
        return first;
    }

    private static boolean hasPlainBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Chars.isBlank(bytes[i])) {
                return true;
            }
        }
        return false;
    }

    private static byte[] percentDecoded(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '%' && isHexPair(bytes, i + 1, to)) {
                out.write(hexPair(bytes, i + 1));
                i += 2;
            } else {
                out.write(b == '+' ? ' ' : b);
            }
        }
        return out.toByteArray();
    }

    private static boolean isHexPair(byte[] bytes, int at, int to) {
        return at + 1 < to && Chars.isHex(bytes[at]) && Chars.isHex(bytes[at + 1]);
    }

    private static int hexPair(byte[] bytes, int at) {
        return Character.digit(bytes[at], 16) * 16 + Character.digit(bytes[at + 1], 16);
    }

    private static @Nullable Unwrapped base64(Lines lines) {
        byte[] all = new byte[(int) lines.length()];
        int length = 0;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = Chars.trimEnd(bytes, lines.from(i), lines.to(i));
            for (int at = Chars.skipBlanks(bytes, lines.from(i), to); at < to; at++) {
                byte b = bytes[at];
                if (b == '\r') {
                    continue;
                }
                if (!Chars.isDigit(b) && !Chars.isLetter(b) && b != '+' && b != '/' && b != '-' && b != '_'
                        && b != '=') {
                    return null;
                }
                all[length++] = b == '-' ? (byte) '+' : b == '_' ? (byte) '/' : b;
            }
        }
        byte[] text;
        try {
            text = Base64.getDecoder().decode(Arrays.copyOf(all, length));
        } catch (IllegalArgumentException e) {
            return null;
        }
        return decoded("BASE64", text, lines);
    }

    private static @Nullable Unwrapped decoded(String name, byte[] text, Lines lines) {
        if (!Sample.hasAnchor(text, 0, text.length)) {
            return null;
        }
        Lines out = new Lines(64);
        out.addAll(text, 0, text.length, lines.origin(0));
        return new Unwrapped(name, out, true);
    }

    /// Quoted-printable: nearly all equals signs start an escape or end a line.
    private static @Nullable Unwrapped quoted(Lines lines) {
        int escapes = 0;
        int others = 0;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = lines.to(i);
            int at = Chars.indexOf(bytes, lines.from(i), to, '=');
            while (at >= 0) {
                boolean escape = at + 1 == to || isUpperHexPair(bytes, at + 1, to);
                escapes += escape ? 1 : 0;
                others += escape ? 0 : 1;
                at = Chars.indexOf(bytes, at + 1, to, '=');
            }
        }
        if (escapes < 2 || 4L * others > escapes) {
            return null;
        }
        Lines out = new Lines(lines.size());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int origin = 0;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = Chars.trimEnd(bytes, lines.from(i), lines.to(i));
            origin = text.size() == 0 ? lines.origin(i) : origin;
            boolean soft = to > lines.from(i) && bytes[to - 1] == '=' && i + 1 < lines.size();
            for (int at = lines.from(i); at < (soft ? to - 1 : to); at++) {
                boolean escape = bytes[at] == '=' && isUpperHexPair(bytes, at + 1, to);
                text.write(escape ? hexPair(bytes, at + 1) : bytes[at]);
                at += escape ? 2 : 0;
            }
            if (!soft) {
                text.write('\n');
                out.addAll(text.toByteArray(), 0, text.size(), origin);
                text.reset();
            }
        }
        return new Unwrapped("QUOTED_PRINTABLE", out, true);
    }

    private static boolean isUpperHexPair(byte[] bytes, int at, int to) {
        return isHexPair(bytes, at, to) && bytes[at] < 'a' && bytes[at + 1] < 'a';
    }
}
