package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.swiss.SwissMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// All interleavings of small programs at the steps of the writer's mark, counted by their end.
///
/// The expected counts come from an independent model of the mark (check, load, store, body, recheck, load, store):
/// every full schedule counts once, also when a fatal error cuts it short.
class InterleavingTest {

    private static final Set<StepAction> YIELDS = EnumSet.of(StepAction.CHECK_FLAG, StepAction.LOAD_FLAG,
            StepAction.STORE_FLAG, StepAction.PROBE, StepAction.RECHECK_FLAG, StepAction.RELOAD_FLAG,
            StepAction.CLEAR_FLAG);

    @Test
    void twoWriters_classic_endAsTheModelSays() {
        assertThat(ends(GoVersion.GO_1_23, 7, 7)).containsExactlyInAnyOrderEntriesOf(
                Map.of("fatal at entry", 658, "fatal at exit", 1494, "unnoticed", 1280));
    }

    @Test
    void twoWriters_swiss_endAsTheModelSaysAndMayLeaveTheMarkSet() {
        assertThat(ends(GoVersion.GO_1_26, 7, 7)).containsExactlyInAnyOrderEntriesOf(Map.of("fatal at entry", 658,
                "fatal at exit", 1440, "unnoticed", 914, "unnoticed, mark left set", 420));
    }

    @Test
    void writerAndReader_bothEngines_onlyTheReaderNotices() {
        for (GoVersion version : List.of(GoVersion.GO_1_23, GoVersion.GO_1_27)) {
            assertThat(ends(version, 7, 2)).containsExactlyInAnyOrderEntriesOf(
                    Map.of("fatal at entry", 14, "unnoticed", 22));
        }
    }

    private static Map<String, Integer> ends(GoVersion version, int firstSteps, int secondSteps) {
        Map<String, Integer> ends = new TreeMap<>();
        for (long bits = 0; bits < 1L << (firstSteps + secondSteps); bits++) {
            if (Long.bitCount(bits) == secondSteps) {
                ends.merge(new Schedule(version, bits, firstSteps + secondSteps, secondSteps == 2).run(), 1,
                        Integer::sum);
            }
        }
        return ends;
    }

    /// One schedule: which of the two goroutines takes each step.
    private static final class Schedule implements StepListener {

        private final GoMap map;
        private final long bits;
        private final int length;
        private final boolean reader;
        private final List<Goroutine> goroutines = new ArrayList<>();
        private boolean watching;

        Schedule(GoVersion version, long bits, int length, boolean reader) {
            MapSetup setup = MapSetup.of(version, KeyKind.UINT64, 5).watchedBy(this);
            this.map = version.swiss() ? SwissMap.make(setup, 100) : ClassicMap.make(setup, 100);
            this.bits = bits;
            this.length = length;
            this.reader = reader;
            map.put(1, 1);
            map.put(2, 2);
        }

        String run() {
            watching = true;
            goroutines.add(new Goroutine(() -> map.put(1, 10)));
            goroutines.add(new Goroutine(reader ? () -> map.get(2) : () -> map.put(2, 20)));
            goroutines.forEach(Goroutine::start);
            String end = "unnoticed";
            for (int n = 0; n < length && end.equals("unnoticed"); n++) {
                Goroutine next = goroutines.get((int) (bits >>> n) & 1);
                next.proceed();
                RuntimeFault fault = next.fault();
                if (fault != null) {
                    end = fault.step().action() == StepAction.CHECK_FLAG ? "fatal at entry" : "fatal at exit";
                }
            }
            goroutines.forEach(Goroutine::abandon);
            if (!end.equals("unnoticed")) {
                return end;
            }
            try {
                watching = false;
                map.put(1, 30);
                return end;
            } catch (RuntimeFault.FatalError e) {
                return end + ", mark left set";
            }
        }

        @Override
        public void step(MapStep next) {
            if (watching && YIELDS.contains(next.action())) {
                goroutines.stream().filter(Goroutine::isCurrent).forEach(Goroutine::pause);
            }
        }
    }
}
