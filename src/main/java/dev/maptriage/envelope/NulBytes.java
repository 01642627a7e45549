package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;

/// NULs between the characters or around a line, as log rotation and cut files leave them.
///
/// ```text
/// \0\0\0\0panic: assignment to entry in nil map
/// ```
final class NulBytes extends LineRewrite {

    NulBytes() {
        super("NUL", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return Chars.indexOf(bytes, from, to, '\0') >= 0;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int first = Chars.indexOf(bytes, lines.from(line), lines.to(line), '\0');
        if (first < 0) {
            return false;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int i = lines.from(line); i < lines.to(line); i++) {
            if (bytes[i] != 0) {
                kept.write(bytes[i]);
            }
        }
        out.add(kept.toByteArray(), lines.origin(line));
        return true;
    }
}
