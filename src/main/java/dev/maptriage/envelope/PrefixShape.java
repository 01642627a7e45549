package dev.maptriage.envelope;

import static dev.maptriage.envelope.Chars.isBlank;
import static dev.maptriage.envelope.Chars.isWord;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The shape of a prefix, learned from lines whose Go part is known: words, blanks and marks in a fixed order. A word that
/// was the same everywhere must stay the same, unless it holds digits; one that held digits everywhere must hold some.
final class PrefixShape {
    /// Longest prefix that is learned.
    static final int LONGEST = 400;
    private static final int MOST_WORDS = 48;
    private static final byte[] NONE = {};

    private final byte[] marks;
    private final byte[][] constant;
    private final boolean[] numbered;
    private final Map<String, Integer> trailing = new HashMap<>();
    private final Map<String, Integer> ownTrailing = new HashMap<>();
    private byte[] behind = NONE;
    private int count;
    private boolean proven;
    /// Words of the line read last; two positions per word.
    private final int[] words;

    private PrefixShape(byte[] marks, int words) {
        this.marks = marks;
        constant = new byte[words][];
        numbered = new boolean[words];
        this.words = new int[2 * words];
    }

    /// The marks of a prefix with `W` for each word and one blank for each run of blanks; null when it is too long.
    static byte[] marks(byte[] bytes, int from, int to) {
        byte[] marks = new byte[to - from];
        int length = 0;
        for (int i = from; i < to;) {
            byte b = bytes[i];
            if (isWord(b)) {
                i = Chars.skipWord(bytes, i, to);
                marks[length++] = 'W';
            } else if (isBlank(b)) {
                i = Chars.skipBlanks(bytes, i, to);
                marks[length++] = ' ';
            } else {
                marks[length++] = b;
                i++;
            }
        }
        return Arrays.copyOf(marks, length);
    }

    static PrefixShape of(byte[] marks) {
        int words = 0;
        for (byte b : marks) {
            words += b == 'W' ? 1 : 0;
        }
        return new PrefixShape(marks, Math.min(words, MOST_WORDS));
    }

    /// Learns one prefix of this shape.
    ///
    /// @param to    end of the prefix without the blanks at its end
    /// @param start where Go's part starts
    /// @param exact whether no blank of those before `start` can be Go's indentation
    /// @param proof whether the line cannot be another program's: words such as `panic: ` stand in logs, too
    void learn(byte[] bytes, int from, int to, int start, boolean exact, boolean proof) {
        int end = match(bytes, from, to);
        if (end != to) {
            return;
        }
        for (int word = 0; word < constant.length; word++) {
            byte[] value = Arrays.copyOfRange(bytes, words[2 * word], words[2 * word + 1]);
            boolean digits = hasDigit(value);
            if (count == 0) {
                constant[word] = value;
                numbered[word] = digits;
            } else {
                numbered[word] &= digits;
                if (!Arrays.equals(constant[word], value)) {
                    constant[word] = NONE;
                }
            }
        }
        count++;
        proven |= proof;
        Map<String, Integer> votes = exact ? trailing : ownTrailing;
        votes.merge(Chars.text(bytes, to, start), 1, Integer::sum);
    }

    private static boolean hasDigit(byte[] value) {
        for (byte b : value) {
            if (Chars.isDigit(b)) {
                return true;
            }
        }
        return false;
    }

    boolean isProven() {
        return proven;
    }

    int count() {
        return count;
    }

    /// Ends the learning: words with digits need not stay the same, and the blanks behind the prefix are those seen most.
    void settle() {
        for (int word = 0; word < constant.length; word++) {
            if (constant[word] != null && (hasDigit(constant[word]) || count < 2)) {
                constant[word] = NONE;
            }
        }
        Map<String, Integer> votes = trailing.isEmpty() ? ownTrailing : trailing;
        behind = NONE;
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            boolean shorter = vote.getValue() == most && vote.getKey().length() < behind.length;
            if (vote.getValue() > most || shorter) {
                most = vote.getValue();
                behind = Chars.ascii(vote.getKey());
            }
        }
    }

    /// Whether there is anything to take off.
    boolean isEmpty() {
        return marks.length == 0 && behind.length == 0;
    }

    /// Whether the shape is blanks only: an indentation.
    boolean isIndentation() {
        return marks.length == 0;
    }

    /// Where the text behind the prefix starts, or -1 when the line does not have it.
    int textOf(byte[] bytes, int from, int to) {
        int end = match(bytes, from, Math.min(to, from + 2 * LONGEST));
        if (end < 0 || !fits(bytes)) {
            return -1;
        }
        for (byte b : behind) {
            if (end == to) {
                return marks.length == 0 ? -1 : end;
            }
            if (bytes[end] != b) {
                return -1;
            }
            end++;
        }
        return end;
    }

    private boolean fits(byte[] bytes) {
        for (int word = 0; word < constant.length; word++) {
            int from = words[2 * word];
            int to = words[2 * word + 1];
            byte[] same = constant[word];
            if (same != null && same.length > 0
                    && !(to - from == same.length && Chars.startsWith(bytes, from, to, same))) {
                return false;
            }
            if (numbered[word] && !holdsDigit(bytes, from, to)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsDigit(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Chars.isDigit(bytes[i])) {
                return true;
            }
        }
        return false;
    }

    private int match(byte[] bytes, int from, int to) {
        int at = from;
        int word = 0;
        for (byte mark : marks) {
            if (at >= to) {
                return -1;
            }
            int next = switch (mark) {
                case 'W' -> Chars.skipWord(bytes, at, to);
                case ' ' -> Chars.skipBlanks(bytes, at, to);
                default -> bytes[at] == mark ? at + 1 : at;
            };
            if (next == at) {
                return -1;
            }
            if (mark == 'W' && word < constant.length) {
                words[2 * word] = at;
                words[2 * word + 1] = next;
                word++;
            }
            at = next;
        }
        return at;
    }

    /// What names the source of the line read last: its words without digits-only parts, time and counters left out.
    String source(byte[] bytes) {
        StringBuilder key = new StringBuilder();
        for (int word = 0; word < constant.length; word++) {
            int from = words[2 * word];
            int to = words[2 * word + 1];
            if (Chars.isLetter(bytes[from]) || bytes[from] == '/') {
                key.append(Chars.text(bytes, from, to)).append(' ');
            }
        }
        return key.toString();
    }
}
