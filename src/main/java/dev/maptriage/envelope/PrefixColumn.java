package dev.maptriage.envelope;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Any regular prefix: found on the lines that can only be Go's, then taken off all lines of the same shape. What follows
/// Go's part on most of these lines is taken off, too (right borders, quotation marks, further columns).
///
/// ```text
/// web_1   | [00] main.main()
/// 14:05:11.037 [checkout-7] stderr > goroutine 1 [running]:
///     /app/main.go:7 +0x1d                                 │
/// ```
final class PrefixColumn implements Wrapping {
    private static final int MOST_SHAPES = 8;
    private static final int MOST_SOURCES = 64;

    private final Anchor anchor = new Anchor();

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        List<PrefixShape> shapes = shapes(lines, sample);
        byte[] suffix = suffix(lines, sample);
        if (shapes.isEmpty() && suffix.length == 0) {
            return null;
        }
        Lines plain = new Lines(lines.size());
        Map<String, Integer> sources = new HashMap<>();
        byte[] sourceOf = new byte[lines.size()];
        byte current = 0;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            int to = withoutSuffix(bytes, from, lines.to(i), suffix);
            for (PrefixShape shape : shapes) {
                int start = shape.textOf(bytes, from, to);
                if (start >= 0) {
                    current = number(sources, shape.source(bytes), current);
                    from = start;
                    break;
                }
            }
            plain.add(bytes, from, to, lines.origin(i));
            sourceOf[i] = current;
        }
        boolean indentation = shapes.stream().allMatch(PrefixShape::isIndentation) && suffix.length == 0;
        return new Unwrapped(indentation ? "INDENTED" : shapes.isEmpty() ? "SUFFIX" : "PREFIX",
                apart(plain, sourceOf, sources.size()), false);
    }

    /// A number for each source; lines of too many sources, like lines without a prefix, stay with the line before.
    private static byte number(Map<String, Integer> sources, String source, byte current) {
        Integer known = sources.get(source);
        if (known == null) {
            if (sources.size() >= MOST_SOURCES) {
                return current;
            }
            known = sources.size();
            sources.put(source, known);
        }
        return known.byteValue();
    }

    /// The lines of each source after those of another, if that brings frames together.
    private static Lines apart(Lines plain, byte[] sourceOf, int sources) {
        if (sources < 2) {
            return plain;
        }
        Lines sorted = new Lines(plain.size());
        for (int source = 0; source < sources; source++) {
            for (int i = 0; i < plain.size(); i++) {
                if (sourceOf[i] == source) {
                    sorted.add(plain, i);
                }
            }
        }
        return LineOrder.frames(sorted) > LineOrder.frames(plain) ? sorted : plain;
    }

    private List<PrefixShape> shapes(Lines lines, Sample sample) {
        Map<ByteBuffer, PrefixShape> found = new HashMap<>();
        int total = 0;
        for (int i : sample.anchors()) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            if (!anchor.find(bytes, from, lines.to(i)) || anchor.start - from > PrefixShape.LONGEST) {
                continue;
            }
            total++;
            boolean exact = anchor.form != GoForm.FILE;
            int start = !exact && anchor.start > from && bytes[anchor.start - 1] == '\t'
                    ? anchor.start - 1
                    : anchor.start;
            int to = Chars.trimEnd(bytes, from, start);
            byte[] marks = PrefixShape.marks(bytes, from, to);
            found.computeIfAbsent(ByteBuffer.wrap(marks), any -> PrefixShape.of(marks)).learn(bytes, from, to, start,
                    exact, anchor.form != GoForm.HEAD);
        }
        int all = total;
        found.values().forEach(PrefixShape::settle);
        return found.values().stream().filter(shape -> shape.count() > 1 && shape.count() * 10 >= all)
                .filter(shape -> shape.isProven() && !shape.isEmpty())
                .sorted(Comparator.comparingInt(shape -> -shape.count()))
                .limit(MOST_SHAPES).toList();
    }

    /// What stands behind Go's part on at least four of five lines.
    private byte[] suffix(Lines lines, Sample sample) {
        Map<ByteBuffer, Integer> rests = new HashMap<>();
        int total = 0;
        for (int i : sample.anchors()) {
            byte[] bytes = lines.bytes(i);
            int to = lines.to(i);
            if (!anchor.find(bytes, lines.from(i), to)
                    || (anchor.form != GoForm.FILE && anchor.form != GoForm.GOROUTINE)) {
                continue;
            }
            total++;
            int from = Chars.skipBlanks(bytes, anchor.end, to);
            int end = Chars.trimEnd(bytes, from, to);
            if (end > from && end - from < 200) {
                rests.merge(ByteBuffer.wrap(bytes, from, end - from), 1, Integer::sum);
            }
        }
        for (Map.Entry<ByteBuffer, Integer> rest : rests.entrySet()) {
            if (rest.getValue() > 1 && 5 * rest.getValue() >= 4 * total) {
                byte[] suffix = new byte[rest.getKey().remaining()];
                rest.getKey().duplicate().get(suffix);
                return suffix;
            }
        }
        return new byte[0];
    }

    private static int withoutSuffix(byte[] bytes, int from, int to, byte[] suffix) {
        if (suffix.length == 0) {
            return to;
        }
        int end = Chars.trimEnd(bytes, from, to);
        int start = end - suffix.length;
        return start >= from && Chars.startsWith(bytes, start, end, suffix)
                ? Chars.trimEnd(bytes, from, start)
                : to;
    }
}
