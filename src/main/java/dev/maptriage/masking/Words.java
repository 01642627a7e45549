package dev.maptriage.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/// Finds any of many words in one pass, without regard to the case of ASCII letters (Aho and Corasick's automaton as a
/// table: one look-up per byte).
final class Words {
    private static final int BYTES = 256;

    private final List<String> words;
    /// Next state times 256 per state and byte. States at which a word ends come last, so that one comparison tells.
    private final int[] next;
    private final int firstEnding;
    /// Index of the longest word that ends at a state, by state minus the first such state.
    private final int[] wordAt;

    Words(List<String> words) {
        this.words = List.copyOf(words);
        List<int[]> trie = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        newState(trie, ends);
        for (int w = 0; w < words.size(); w++) {
            int state = 0;
            for (byte b : words.get(w).getBytes(StandardCharsets.ISO_8859_1)) {
                int c = b & 0xff;
                if (trie.get(state)[c] < 0) {
                    trie.get(state)[c] = newState(trie, ends);
                }
                state = trie.get(state)[c];
            }
            ends.set(state, w);
        }
        complete(trie, ends);
        int[] order = endingLast(ends);
        int plain = (int) ends.stream().filter(e -> e < 0).count();
        next = new int[trie.size() * BYTES];
        wordAt = new int[trie.size() - plain];
        firstEnding = plain * BYTES;
        for (int s = 0; s < trie.size(); s++) {
            for (int c = 0; c < BYTES; c++) {
                int folded = c >= 'A' && c <= 'Z' ? c + 32 : c;
                next[order[s] * BYTES + c] = order[trie.get(s)[folded]] * BYTES;
            }
            if (ends.get(s) >= 0) {
                wordAt[order[s] - plain] = ends.get(s);
            }
        }
    }

    private static int newState(List<int[]> trie, List<Integer> ends) {
        int[] row = new int[BYTES];
        Arrays.fill(row, -1);
        trie.add(row);
        ends.add(-1);
        return trie.size() - 1;
    }

    /// Fills the gaps of the trie with the transitions of the longest proper suffix.
    private static void complete(List<int[]> trie, List<Integer> ends) {
        int[] suffix = new int[trie.size()];
        Queue<Integer> queue = new ArrayDeque<>();
        queue.add(0);
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int[] row = trie.get(state);
            if (ends.get(state) < 0) {
                ends.set(state, ends.get(suffix[state]));
            }
            for (int c = 0; c < BYTES; c++) {
                int fallback = state == 0 ? 0 : trie.get(suffix[state])[c];
                if (row[c] < 0) {
                    row[c] = fallback;
                } else {
                    suffix[row[c]] = fallback;
                    queue.add(row[c]);
                }
            }
        }
    }

    private static int[] endingLast(List<Integer> ends) {
        int[] order = new int[ends.size()];
        int at = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int s = 0; s < order.length; s++) {
                if (ends.get(s) >= 0 == (pass == 1)) {
                    order[s] = at++;
                }
            }
        }
        return order;
    }

    /// The table itself, for the loop that runs over every byte.
    int[] next() {
        return next;
    }

    /// From which state on a word ends.
    int firstEnding() {
        return firstEnding;
    }

    /// Index of the word that ends at a state of at least [#firstEnding()].
    int wordAt(int state) {
        return wordAt[(state - firstEnding) / BYTES];
    }

    String word(int index) {
        return words.get(index);
    }
}
