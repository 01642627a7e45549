package dev.maptriage.reproducer;

import java.util.ArrayList;
import java.util.List;

/// The comment on top of a file: which incident, how to run it, what to expect.
final class Header {
    private static final int WIDTH = 76;

    private final List<String> lines = new ArrayList<>();

    /// A paragraph, broken where a line would get too long.
    Header say(String text) {
        separate();
        StringBuilder line = new StringBuilder();
        for (String word : clean(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return this;
    }

    /// Lines to be taken as they are.
    Header show(String... code) {
        separate();
        for (String line : code) {
            lines.add("\t" + clean(line));
        }
        return this;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private void separate() {
        if (!lines.isEmpty()) {
            lines.add("");
        }
    }

    /// What was read from somebody's text stays on its line and harmless.
    static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(
                Character.isISOControl(c) || c == 0xFEFF || c == 0x2028 || c == 0x2029
                        || Character.getType(c) == Character.SURROGATE ? '?' : c));
        return out.toString();
    }
}
