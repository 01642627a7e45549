package dev.maptriage.masking;

import dev.maptriage.masking.Masker.MaskCounts;
import dev.maptriage.masking.Masker.Pieces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Masks pieces of a text as if they stood together, and says what the next ones have to be seen with.
///
/// ```text
/// before      pieces                                  tail
/// ""          "password=hun"                          "password=xxxxxxxx"     the line goes on, and so does its secret
/// "password=xxxxxxxx"  "ter2 ok\n"                    ""
/// ""          "-----BEGIN PRIVATE KEY-----\n", "MII…"  "-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxx\nxxxxxxxx"
/// ```
/// In a tail a mask is written as a word of as many letters, which whatever looks for secrets takes for the secret itself.
final class PieceMask {
    private static final String STAND_IN = "x".repeat(Masker.MASK.length());
    private static final int LONGEST_TAIL = 512;

    private final byte[] bytes;
    private final int begin;
    private final int lastLine;
    private final int[] ends;

    /// Finds secrets in the first bytes of an array.
    @FunctionalInterface
    interface Search {
        List<Finding> in(byte[] bytes, int length);
    }

    PieceMask(String before, List<String> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        begin = all.size();
        lastLine = before.substring(0, before.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length;
        ends = new int[pieces.size()];
        for (int i = 0; i < ends.length; i++) {
            all.writeBytes(pieces.get(i).getBytes(StandardCharsets.UTF_8));
            ends[i] = all.size();
        }
        bytes = all.toByteArray();
    }

    Pieces masked(Search search, MaskCounts counts) {
        List<Finding> found = search.in(bytes, bytes.length);
        PrivateKey.lines(bytes, begin, found);
        goOn(found);
        List<Finding> distinct = Masker.distinct(bytes, found);
        List<String> texts = new ArrayList<>();
        int from = begin;
        for (int end : ends) {
            texts.add(new String(Masker.written(bytes, from, end, distinct, counts), StandardCharsets.UTF_8));
            from = end;
        }
        return new Pieces(texts, reach(distinct), tail(texts));
    }

    /// A secret at which the last piece ended goes on in the next to the end of its word.
    private void goOn(List<Finding> found) {
        int end = begin;
        if (endsMasked(begin)) {
            while (end < bytes.length && Bytes.isToken(bytes[end])) {
                end++;
            }
        }
        if (end > begin) {
            found.add(new Finding(SecretKind.VALUE, begin - STAND_IN.length(), end));
        }
    }

    private boolean endsMasked(int at) {
        return at >= STAND_IN.length()
                && new String(bytes, at - STAND_IN.length(), STAND_IN.length(), StandardCharsets.ISO_8859_1)
                        .equals(STAND_IN);
    }

    private int reach(List<Finding> found) {
        for (Finding finding : found) {
            int from = Math.max(finding.from(), lastLine);
            if (from < begin && finding.to() > begin && !endsMasked(begin)) {
                return new String(bytes, from, begin - from, StandardCharsets.UTF_8).length();
            }
        }
        return 0;
    }

    /// The line that is not at its end, as far as it matters, behind the mark of a key that is not at its end.
    private String tail(List<String> texts) {
        String line = "";
        boolean begun = false;
        for (int i = texts.size() - 1; i >= 0 && !begun && line.length() < LONGEST_TAIL; i--) {
            int lineEnd = texts.get(i).lastIndexOf('\n');
            begun = lineEnd >= 0;
            line = texts.get(i).substring(lineEnd + 1) + line;
        }
        line = line.replace(Masker.MASK, STAND_IN);
        if (!begun) {
            line = new String(bytes, lastLine, begin - lastLine, StandardCharsets.UTF_8) + line;
        }
        String tail = line.substring(Math.max(0, line.length() - LONGEST_TAIL));
        return PrivateKey.isOpen(bytes) ? PrivateKey.BEGUN + tail : tail;
    }
}
