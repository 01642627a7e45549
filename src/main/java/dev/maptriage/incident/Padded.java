package dev.maptriage.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Values of an `in (…)`: each once, and the last again until they are a power of two, so that there are few different
/// statements for the database to keep plans of. Without any there is one that no row has.
final class Padded {
    private Padded() {}

    static List<String> of(Stream<String> values) {
        List<String> all = new ArrayList<>(values.collect(Collectors.toCollection(TreeSet::new)));
        if (all.isEmpty()) {
            return List.of("");
        }
        int size = Integer.highestOneBit(2 * all.size() - 1);
        String last = all.getLast();
        while (all.size() < size) {
            all.add(last);
        }
        return all;
    }
}
