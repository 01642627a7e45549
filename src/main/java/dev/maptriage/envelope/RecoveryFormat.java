package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Stacks that libraries print in a form of their own, turned into Go's: gin and macaron, gocheck, Bugsnag.
///
/// ```text
/// /app/main.go:20 (0x7d5a3f)
/// 	main.handler: m["a"] = 1
///
/// /app/main.go:20
///   in main.handler
///
/// /app/main.go:20 main.handler
/// ```
final class RecoveryFormat implements Wrapping {
    private static final byte[] IN = Chars.ascii("in ");

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        Lines out = new Lines(lines.size());
        int found = 0;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = Chars.trimEnd(bytes, lines.from(i), lines.to(i));
            int from = Chars.skipBlanks(bytes, lines.from(i), to);
            int end = isRooted(bytes, from, to) ? GoLine.locationEnd(bytes, from, to) : -1;
            String name = end < 0 ? null : behind(bytes, end, to);
            int used = 1;
            if (end >= 0 && name == null && i + 1 < lines.size()) {
                name = below(lines, i + 1, end == to, bytes, from, end);
                used = 2;
            }
            if (name == null) {
                out.add(lines, i);
                continue;
            }
            found++;
            out.add((name + "(...)").getBytes(StandardCharsets.UTF_8), lines.origin(i));
            out.add(("\t" + Chars.text(bytes, from, end)).getBytes(StandardCharsets.UTF_8), lines.origin(i));
            i += used - 1;
        }
        return found < 2 ? null : new Unwrapped("RECOVERY", out, false);
    }

    private static boolean isRooted(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '/' || (to - from > 2 && bytes[from + 1] == ':' && bytes[from + 2] == '/'));
    }

    /// `path:20 main.handler`.
    private static @Nullable String behind(byte[] bytes, int end, int to) {
        if (end + 2 >= to || bytes[end] != ' ' || bytes[end + 1] == '(') {
            return null;
        }
        return GoLine.nameEnd(bytes, end + 1, to) == to ? Chars.text(bytes, end + 1, to) : null;
    }

    /// The name on the next line: `in main.handler`, or `handler: source` below a path with an address.
    private static @Nullable String below(Lines lines, int next, boolean bare, byte[] path, int from, int end) {
        byte[] bytes = lines.bytes(next);
        int to = Chars.trimEnd(bytes, lines.from(next), lines.to(next));
        int start = Chars.skipBlanks(bytes, lines.from(next), to);
        if (start == lines.from(next) || start == to) {
            return null;
        }
        if (bare) {
            boolean named = Chars.startsWith(bytes, start, to, IN)
                    && GoLine.nameEnd(bytes, start + IN.length, to) == to;
            return named ? Chars.text(bytes, start + IN.length, to) : null;
        }
        int colon = Chars.indexOf(bytes, start, Math.min(to, start + 500), ':');
        boolean address = end + 4 < path.length && path[end] == ' ' && path[end + 1] == '(' && path[end + 2] == '0';
        if (!address || colon < 0 || Chars.indexOf(bytes, start, colon, ' ') >= 0) {
            return null;
        }
        return qualified(Chars.text(path, from, end), Chars.text(bytes, start, colon));
    }

    /// These libraries cut the package off the name; the path gives it back, as far as it can.
    private static String qualified(String path, String name) {
        String directory = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        int module = directory.indexOf("/pkg/mod/");
        int source = directory.lastIndexOf("/src/");
        int vendor = directory.lastIndexOf("/vendor/");
        String packageName = module >= 0
                ? directory.substring(module + 9).replaceFirst("@[^/]*", "")
                : vendor >= 0
                        ? directory.substring(vendor + 8)
                        : source >= 0
                                ? directory.substring(source + 5)
                                : directory.substring(directory.lastIndexOf('/') + 1);
        boolean program = path.contains("/main.go:") || name.startsWith("main.");
        String last = packageName.substring(packageName.lastIndexOf('/') + 1);
        if (name.startsWith(last + ".") || (program && name.startsWith("main."))) {
            return packageName.substring(0, packageName.length() - last.length()) + name;
        }
        return (program ? "main" : packageName) + "." + name;
    }
}
