package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.classic.ClassicState;
import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is stored in a map's cells, found without asking the map.
///
/// @param entries key to element; of a key stored twice, one of the elements
/// @param twice   whether a key is stored twice
/// @param count   what the map says it holds
/// @param writing whether the writer's mark is set
record Contents(Map<Object, Long> entries, boolean twice, long count, boolean writing) {

    private static final int HASH_WRITING = 4;

    static Contents of(GoMap map) {
        Reader reader = new Reader();
        return switch (map) {
            case ClassicMap m -> {
                ClassicState state = m.state();
                reader.read(state.buckets());
                reader.read(state.oldbuckets());
                yield reader.contents(state.header().count(), (state.header().flags() & HASH_WRITING) != 0);
            }
            case SwissMap m -> {
                SwissState state = m.state();
                if (state.small() != null) {
                    reader.read(state.small());
                }
                state.tables().forEach(t -> t.groups().forEach(reader::read));
                yield reader.contents(state.header().used(), state.header().writing() != 0);
            }
            default -> new Contents(Map.of(), false, map.len(), false);
        };
    }

    /// What an iteration or a copy found.
    static Contents of(Map<Object, Long> entries, boolean twice) {
        return new Contents(entries, twice, entries.size(), false);
    }

    private static final class Reader {

        private final Map<Object, Long> entries = new HashMap<>();
        private boolean twice;

        void read(@Nullable List<ClassicState.Chain> chains) {
            if (chains == null) {
                return;
            }
            for (ClassicState.Chain chain : chains) {
                for (ClassicState.Bucket bucket : chain.buckets()) {
                    for (ClassicState.Cell cell : bucket.cells()) {
                        twice |= entries.put(cell.key(), cell.elem()) != null;
                    }
                }
            }
        }

        void read(SwissState.Group group) {
            for (SwissState.Slot slot : group.slots()) {
                twice |= entries.put(slot.key(), slot.elem()) != null;
            }
        }

        Contents contents(long count, boolean writing) {
            return new Contents(entries, twice, count, writing);
        }
    }
}
