package dev.maptriage.envelope;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records of several lines, one field on each, of which one holds the text: what comes again with each record and holds
/// nothing of Go's is left out.
///
/// ```text
/// Tue 2024-05-14 10:53:20.124 UTC [s=ab;i=1]
///     _PID=4121
///     MESSAGE=panic: assignment to entry in nil map
/// ```
final class RecordFields implements Wrapping {
    private static final int LEAST_RECORDS = 4;
    private static final int LEAST_LINES = 10;
    private static final int MOST_LINES = 2_000_000;
    private static final int MOST_KINDS = 20_000;
    private static final int LENGTH = 24;

    /// Lines that start alike.
    private static final class Kind {
        int count;
        boolean go;

        /// Whether there is one of them in each of so many records, but for some.
        boolean isOncePer(int records) {
            return 10L * Math.abs(count - records) <= records;
        }
    }

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (lines.size() < LEAST_LINES || lines.size() > MOST_LINES) {
            return null;
        }
        Map<String, Kind> kinds = new HashMap<>();
        Kind[] kindOf = new Kind[lines.size()];
        int filled = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.isEmpty(i)) {
                continue;
            }
            filled++;
            Kind kind = kinds.computeIfAbsent(start(lines, i), any -> new Kind());
            kind.count++;
            kind.go |= !kind.go && isGo(lines, i);
            kindOf[i] = kind;
            if (kinds.size() > MOST_KINDS) {
                return null;
            }
        }
        int records = records(kinds.values());
        int others = 0;
        for (Kind kind : kinds.values()) {
            others += isField(kind, records) ? kind.count : 0;
        }
        int left = filled - others;
        // one line of text per record; of Go's lines some are empty
        if (records < LEAST_RECORDS || 2 * left < records || 2L * left > 3L * records) {
            return null;
        }
        Lines out = new Lines(lines.size() - others);
        for (int i = 0; i < lines.size(); i++) {
            Kind kind = kindOf[i];
            if (kind == null || !isField(kind, records)) {
                out.add(lines, i);
            }
        }
        return new Unwrapped("FIELDS", out, true);
    }

    private static boolean isField(Kind kind, int records) {
        return !kind.go && kind.count >= LEAST_RECORDS && kind.isOncePer(records);
    }

    private static boolean isGo(Lines lines, int i) {
        return lines.looseForm(i).isGo() || Sample.hasAnchor(lines.bytes(i), lines.from(i), lines.to(i));
    }

    /// How many records there are: the number of lines of which most kinds have as many.
    private static int records(Collection<Kind> kinds) {
        List<Kind> fields = new ArrayList<>();
        for (Kind kind : kinds) {
            if (!kind.go && kind.count >= LEAST_RECORDS && fields.size() < 64) {
                fields.add(kind);
            }
        }
        int best = 0;
        int most = 0;
        for (Kind field : fields) {
            int alike = 0;
            for (Kind other : fields) {
                alike += other.isOncePer(field.count) ? 1 : 0;
            }
            if (alike > most || (alike == most && field.count > best)) {
                most = alike;
                best = field.count;
            }
        }
        return best;
    }

    /// The name of the field: the first word with what stands before it, or so many characters; all numbers alike.
    private static String start(Lines lines, int line) {
        byte[] bytes = lines.bytes(line);
        int to = lines.to(line);
        int i = Chars.skipBlanks(bytes, lines.from(line), to);
        StringBuilder start = new StringBuilder(LENGTH);
        boolean letters = false;
        while (i < to && start.length() < LENGTH) {
            byte b = bytes[i];
            if (Chars.isDigit(b)) {
                start.append('9');
                i = Chars.skipDigits(bytes, i, to);
                continue;
            }
            if (letters && !Chars.isWord(b)) {
                break;
            }
            letters |= Chars.isLetter(b);
            start.append((char) (b & 0xff));
            i++;
        }
        return start.toString();
    }
}
