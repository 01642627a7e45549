package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Newest line first, as many log searches show and export it. Lines of one record keep their order, unless that is wrong for all.
///
/// ```text
/// 	/app/main.go:7 +0x1d
/// main.main()
/// goroutine 1 [running]:
/// ```
final class ReversedOrder implements Wrapping {

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int forward = LineOrder.frames(lines);
        int backward = LineOrder.framesBackward(lines);
        // records of many lines keep the order within them, though the newest comes first
        if (isTurnedDocument(lines) || (backward >= forward && NewestFirst.isDescending(lines))) {
            return new Unwrapped("REVERSED", reversed(lines, false), true);
        }
        if (backward < 1 || backward <= forward) {
            return null;
        }
        Lines byRecord = reversed(lines, true);
        Lines byLine = reversed(lines, false);
        boolean records = LineOrder.frames(byRecord) >= LineOrder.frames(byLine);
        Lines reversed = records ? byRecord : byLine;
        return LineOrder.frames(reversed) > forward ? new Unwrapped("REVERSED", reversed, false) : null;
    }

    /// Whether the text starts with the closing bracket of a document and ends with its opening one.
    private static boolean isTurnedDocument(Lines lines) {
        int first = 0;
        int last = lines.size() - 1;
        while (first < last && lines.isEmpty(first)) {
            first++;
        }
        while (last > first && lines.isEmpty(last)) {
            last--;
        }
        return first < last && isOnly(lines, first, '}', ']') && isOnly(lines, last, '{', '[');
    }

    private static boolean isOnly(Lines lines, int line, char one, char other) {
        byte[] bytes = lines.bytes(line);
        int to = Chars.trimEnd(bytes, lines.from(line), lines.to(line));
        int from = Chars.skipBlanks(bytes, lines.from(line), to);
        return to - from == 1 && (bytes[from] == one || bytes[from] == other);
    }

    /// @param records whether lines of one origin keep their order
    private static Lines reversed(Lines lines, boolean records) {
        Lines reversed = new Lines(lines.size());
        for (int end = lines.size(); end > 0;) {
            int start = end - 1;
            while (records && start > 0 && lines.origin(start - 1) == lines.origin(start)) {
                start--;
            }
            for (int i = start; i < end; i++) {
                reversed.add(lines, i);
            }
            end = start;
        }
        return reversed;
    }
}
