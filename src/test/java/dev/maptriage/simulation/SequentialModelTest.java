package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.simulation.SequentialModel.Done;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequentialModelTest {

    private static final Map<Object, Long> INITIAL = Map.of("a", 1L);

    @Test
    void finals_twoWritersOfOneKey_eitherMayBeLast() {
        SequentialModel model = new SequentialModel(INITIAL,
                List.of(new Done(0, new Effect.Put("a", 2), null), new Done(1, new Effect.Put("a", 3), null)));

        assertThat(model.finals()).containsExactlyInAnyOrder(Map.of("a", 2L), Map.of("a", 3L));
    }

    @Test
    void finals_ownOrder_isKept() {
        SequentialModel model = new SequentialModel(INITIAL,
                List.of(new Done(0, new Effect.Put("a", 2), null), new Done(0, new Effect.Put("a", 3), null)));

        assertThat(model.finals()).containsExactly(Map.of("a", 3L));
    }

    @Test
    void explained_readOfWhatWasNeverThere_isNot() {
        Done put = new Done(0, new Effect.Put("a", 2), null);

        assertThat(new SequentialModel(INITIAL, List.of(put, new Done(1, new Effect.Get("a"), 1L))).explained())
                .isNotEmpty();
        assertThat(new SequentialModel(INITIAL, List.of(put, new Done(1, new Effect.Get("a"), 2L))).explained())
                .isNotEmpty();
        assertThat(new SequentialModel(INITIAL, List.of(put, new Done(1, new Effect.Get("a"), 0L))).explained())
                .isEmpty();
    }

    @Test
    void explained_iteration_mustBeOfOneMomentUnlessRelaxed() {
        List<Done> puts = List.of(new Done(0, new Effect.Put("b", 2), null), new Done(0, new Effect.Put("c", 3), null));
        Contents torn = Contents.of(Map.of("a", 1L, "c", 3L), false);

        assertThat(withIteration(puts, torn, false).explained()).isEmpty();
        assertThat(withIteration(puts, torn, true).explained()).isNotEmpty();
        assertThat(withIteration(puts, Contents.of(Map.of("a", 1L), true), true).explained()).isEmpty();
        assertThat(withIteration(puts, Contents.of(Map.of("b", 2L), false), true).explained()).isEmpty();
    }

    private static SequentialModel withIteration(List<Done> puts, Contents seen, boolean relaxed) {
        return new SequentialModel(INITIAL,
                List.of(puts.get(0), puts.get(1), new Done(1, new Effect.Content(relaxed), seen)));
    }
}
