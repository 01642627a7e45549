package dev.maptriage.incident;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes rows as RFC 4180 says. A value that a spreadsheet would take for a formula gets a quote before it: names of functions
/// and services come from whoever may upload.
final class Csv {
    private final Writer out;

    Csv(Writer out) {
        this.out = out;
    }

    void row(@Nullable Object... values) throws IOException {
        out.write(Arrays.stream(values).map(Csv::cell).collect(Collectors.joining(",")));
        out.write("\r\n");
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean number = value instanceof Number;
        if (!number && !text.isEmpty() && "=+-@\t\r\n".indexOf(text.stripLeading().isEmpty()
                ? text.charAt(0)
                : text.stripLeading().charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.matches("(?s).*[\",\r\n].*") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
