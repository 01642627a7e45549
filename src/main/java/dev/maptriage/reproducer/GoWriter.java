package dev.maptriage.reproducer;

import java.util.Arrays;
import java.util.List;

/// Lines of Go, indented as gofmt does.
final class GoWriter {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /// One line; an empty one separates.
    GoWriter line(String line) {
        text.append("\t".repeat(line.isEmpty() ? 0 : depth)).append(line).append('\n');
        return this;
    }

    /// A line that opens a block.
    GoWriter open(String line) {
        line(line);
        depth++;
        return this;
    }

    /// The line that closes it.
    GoWriter close(String line) {
        depth--;
        return line(line);
    }

    GoWriter close() {
        return close("}");
    }

    /// A comment, one line of it per argument.
    GoWriter comment(String... lines) {
        return comment(Arrays.asList(lines));
    }

    GoWriter comment(List<String> lines) {
        lines.forEach(line -> line(line.isEmpty() || line.startsWith("\t") ? "//" + line : "// " + line));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
