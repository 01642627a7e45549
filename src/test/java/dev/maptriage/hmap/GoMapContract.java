package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.maptriage.hmap.RuntimeFault.FatalError;
import dev.maptriage.hmap.RuntimeFault.Panic;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What every Go map does, whichever engine and release.
///
/// Random tests print their seed on failure; `-Dmaptriage.seed=N` runs that one alone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoMapContract {

    private static final int SEEDS = 3;

    abstract GoMap make(MapSetup setup);

    abstract GoMap make(MapSetup setup, long hint);

    abstract Stream<GoVersion> versions();

    Stream<Arguments> versionsAndKinds() {
        return versions().flatMap(v -> Stream.of(KeyKind.values()).map(k -> Arguments.of(v, k)));
    }

    GoMap filled(MapSetup setup, int entries) {
        GoMap map = make(setup);
        for (int n = 0; n < entries; n++) {
            TestKeys.put(map, TestKeys.key(setup.kind(), n), n + 1);
        }
        return map;
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void assign_newKeys_areFoundAndCounted(GoVersion version, KeyKind kind) {
        GoMap map = filled(MapSetup.of(version, kind, 1), 3000);

        assertThat(map.len()).isEqualTo(3000);
        for (int n = 0; n < 3000; n++) {
            assertThat(TestKeys.get(map, TestKeys.key(kind, n))).isEqualTo(n + 1);
        }
        assertThat(TestKeys.contains(map, TestKeys.key(kind, 3000))).isFalse();
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void assign_sameKey_overwritesTheElement(GoVersion version, KeyKind kind) {
        GoMap map = filled(MapSetup.of(version, kind, 2), 8);
        Object key = TestKeys.key(kind, 3);

        TestKeys.put(map, key, 77);

        assertThat(TestKeys.get(map, key)).isEqualTo(77);
        assertThat(map.len()).isEqualTo(8);
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void assign_afterHint_neverAllocatesTheHintedStorageAgain(GoVersion version, KeyKind kind) {
        GoMap map = make(MapSetup.of(version, kind, 3), 500);
        String before = map.print().lines().limit(1).toList().getFirst().replaceAll("count: 0|used: 0", "");
        for (int n = 0; n < 100; n++) {
            TestKeys.put(map, TestKeys.key(kind, n), n);
        }
        String after = map.print().lines().limit(1).toList().getFirst().replaceAll("count: 100|used: 100", "");

        assertThat(sizeFields(after)).isEqualTo(sizeFields(before));
        map.checkInvariants();
    }

    private static List<String> sizeFields(String header) {
        return java.util.regex.Pattern.compile("(B|dirLen|globalDepth): \\d+").matcher(header).results()
                .map(r -> r.group()).toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void len_ofAMapThatChangesBeforeItsStep_isTheNewLength(GoVersion version) {
        GoMap[] map = new GoMap[1];
        MapSetup setup = MapSetup.of(version, KeyKind.UINT64, 1).watchedBy(step -> {
            if (step.function().equals("len")) {
                map[0].put(7, 7);
            }
        });
        map[0] = make(setup);

        assertThat(map[0].len()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void make_absurdHint_actsAsZero(GoVersion version, KeyKind kind) {
        for (long hint : new long[]{-5, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 50}) {
            GoMap map = make(MapSetup.of(version, kind, 4), hint);
            TestKeys.put(map, TestKeys.key(kind, 1), 5);
            assertThat(TestKeys.get(map, TestKeys.key(kind, 1))).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void delete_presentKey_isGone(GoVersion version, KeyKind kind) {
        GoMap map = filled(MapSetup.of(version, kind, 5), 1000);
        for (int n = 0; n < 1000; n += 2) {
            TestKeys.delete(map, TestKeys.key(kind, n));
        }
        TestKeys.delete(map, TestKeys.key(kind, 4000));

        assertThat(map.len()).isEqualTo(500);
        for (int n = 0; n < 1000; n++) {
            assertThat(TestKeys.contains(map, TestKeys.key(kind, n))).isEqualTo(n % 2 == 1);
        }
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void clear_filledMap_isEmptyAndUsable(GoVersion version, KeyKind kind) {
        for (int entries : new int[]{1, 8, 9, 60, 3000}) {
            GoMap map = filled(MapSetup.of(version, kind, 6), entries);
            map.clear();
            assertThat(map.len()).isZero();
            assertThat(map.iterator().done()).isTrue();
            map.checkInvariants();
            TestKeys.put(map, TestKeys.key(kind, 1), 9);
            assertThat(TestKeys.get(map, TestKeys.key(kind, 1))).isEqualTo(9);
            map.checkInvariants();
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void iterate_unchangedMap_visitsEachEntryOnce(GoVersion version, KeyKind kind) {
        for (int entries : new int[]{0, 1, 8, 9, 200, 3000}) {
            GoMap map = filled(MapSetup.of(version, kind, 7), entries);
            Map<Object, Long> seen = new HashMap<>();
            for (MapIterator it = map.iterator(); !it.done(); it.next()) {
                assertThat(seen.put(TestKeys.key(map, it), it.value())).isNull();
            }
            assertThat(seen).hasSize(entries);
            seen.forEach((key, value) -> assertThat(TestKeys.get(map, key)).isEqualTo(value));
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void copy_thenChangesOnBothSides_staysIndependent(GoVersion version, KeyKind kind) {
        for (int entries : new int[]{0, 3, 9, 60, 1500}) {
            GoMap map = filled(MapSetup.of(version, kind, 8), entries);
            if (!version.hasClone()) {
                assertThatThrownBy(map::copy).isInstanceOf(UnsupportedOperationException.class);
                return;
            }
            GoMap copy = map.copy();
            copy.checkInvariants();
            TestKeys.put(map, TestKeys.key(kind, 5000), 1);
            TestKeys.put(copy, TestKeys.key(kind, 6000), 2);

            assertThat(copy.len()).isEqualTo(entries + 1);
            assertThat(TestKeys.contains(copy, TestKeys.key(kind, 5000))).isFalse();
            assertThat(TestKeys.contains(map, TestKeys.key(kind, 6000))).isFalse();
            for (int n = 0; n < entries; n++) {
                assertThat(TestKeys.get(copy, TestKeys.key(kind, n))).isEqualTo(n + 1);
            }
            map.checkInvariants();
            copy.checkInvariants();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void copy_halfGrownMap_takesEveryEntryOnce(GoVersion version) {
        if (!version.hasClone()) {
            return;
        }
        for (int entries = 50; entries < 250; entries += 3) {
            GoMap map = filled(MapSetup.of(version, KeyKind.STRING, entries), entries);
            for (int n = 0; n < entries; n += 5) {
                map.delete(TestKeys.key(KeyKind.STRING, n));
            }
            GoMap copy = map.copy();
            copy.checkInvariants();
            assertThat(copy.len()).isEqualTo(map.len());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void assign_nan_addsAnEntryEachTime(GoVersion version) {
        GoMap map = make(MapSetup.of(version, KeyKind.FLOAT64, 9));
        long nan = Double.doubleToRawLongBits(Double.NaN);
        for (int n = 0; n < 300; n++) {
            map.put(nan, n);
            map.checkInvariants();
        }
        map.delete(nan);

        assertThat(map.len()).isEqualTo(300);
        assertThat(map.find(nan, new Elem())).isFalse();
        Set<Long> values = new HashSet<>();
        for (MapIterator it = map.iterator(); !it.done(); it.next()) {
            assertThat(values.add(it.value())).isTrue();
        }
        assertThat(values).hasSize(300);
        map.clear();
        assertThat(map.len()).isZero();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void assign_bothZeros_areOneKeyWithTheLastBits(GoVersion version) {
        GoMap map = make(MapSetup.of(version, KeyKind.FLOAT64, 10));
        map.put(Double.doubleToRawLongBits(0.0), 1);
        map.put(Double.doubleToRawLongBits(-0.0), 2);

        assertThat(map.len()).isEqualTo(1);
        assertThat(map.get(0L)).isEqualTo(2);
        assertThat(map.iterator().key()).isEqualTo(Double.doubleToRawLongBits(-0.0));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void assign_unhashableKey_panicsAndLeavesTheMapUsable(GoVersion version) {
        GoMap map = make(MapSetup.of(version, KeyKind.INTERFACE, 11));
        UnhashableKey slice = new UnhashableKey("[]int");

        assertThatThrownBy(() -> map.get(slice)).isInstanceOf(Panic.class)
                .hasMessage(version.label().compareTo("1.26") >= 0
                        ? "hash of unhashable type: []int"
                        : "runtime error: hash of unhashable type []int");
        assertThatThrownBy(() -> map.put(slice, 1)).isInstanceOfSatisfying(Panic.class, panic -> {
            assertThat(panic.text()).isEqualTo("runtime error: hash of unhashable type []int");
            assertThat(panic.function()).isEqualTo("runtime.mapassign");
            assertThat(panic.step().action()).isEqualTo(StepAction.HASH);
        });
        map.put("fine", 1);
        assertThatThrownBy(() -> map.delete(slice)).hasMessage("runtime error: hash of unhashable type []int");
        assertThat(map.get("fine")).isEqualTo(1);
        map.checkInvariants();
    }

    /// An operation that stops half way, as by a recovered fault during a key comparison, leaves the mark set.
    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void anyOperation_whileTheMarkIsSet_isFatalWithItsOwnText(GoVersion version, KeyKind kind) {
        GoMap map = stoppedInsideAWrite(version, kind);
        Object present = TestKeys.key(kind, 1);

        assertFatal(() -> TestKeys.get(map, present), "concurrent map read and map write", "mapaccess1");
        assertFatal(() -> TestKeys.contains(map, present), "concurrent map read and map write", "mapaccess2");
        assertFatal(() -> TestKeys.put(map, present, 1), "concurrent map writes", "mapassign");
        assertFatal(() -> TestKeys.delete(map, present), "concurrent map writes", "mapdelete");
        assertFatal(map::clear, "concurrent map writes", "mapclear");
        assertFatal(map::iterator, "concurrent map iteration and map write", "");
        if (version == GoVersion.GO_1_24) {
            assertFatal(map::copy, "concurrent map iteration and map write", "");
        } else if (version.hasClone()) {
            assertFatal(map::copy, "concurrent map clone and map write", "");
        }
        assertThat(map.len()).isEqualTo(3);
        assertThatThrownBy(map::checkInvariants).hasMessageContaining("between operations");
    }

    private static void assertFatal(Runnable operation, String text, String function) {
        assertThatThrownBy(operation::run).isInstanceOfSatisfying(FatalError.class, fatal -> {
            assertThat(fatal.text()).isEqualTo(text);
            assertThat(fatal.function()).contains(function);
            assertThat(fatal.step().action()).isEqualTo(StepAction.CHECK_FLAG);
            assertThat(fatal.thrown()).isFalse();
        });
    }

    private GoMap stoppedInsideAWrite(GoVersion version, KeyKind kind) {
        StopAt stopAt = new StopAt();
        GoMap map = make(MapSetup.of(version, kind, 12).watchedBy(stopAt));
        for (int n = 0; n < 3; n++) {
            TestKeys.put(map, TestKeys.key(kind, n), n);
        }
        stopAt.action = StepAction.PROBE;
        assertThatThrownBy(() -> TestKeys.put(map, TestKeys.key(kind, 9), 9)).isInstanceOf(StopAt.Stopped.class);
        stopAt.action = null;
        return map;
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void lookupDeleteClear_ofAnEmptyMapWhileTheMarkIsSet_noticeNothing(GoVersion version, KeyKind kind) {
        StopAt stopAt = new StopAt();
        GoMap map = make(MapSetup.of(version, kind, 13).watchedBy(stopAt));
        stopAt.action = StepAction.PROBE;
        Object key = TestKeys.key(kind, 9);
        assertThatThrownBy(() -> TestKeys.put(map, key, 9)).isInstanceOf(StopAt.Stopped.class);
        stopAt.action = null;

        assertThat(TestKeys.get(map, key)).isZero();
        TestKeys.delete(map, key);
        map.clear();
        assertThat(map.iterator().done()).isTrue();
        assertFatal(() -> TestKeys.put(map, key, 1), "concurrent map writes", "mapassign");
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void everyOperation_watchedOrNot_leavesTheSameState(GoVersion version, KeyKind kind) {
        forSeeds("everyOperation_watchedOrNot_leavesTheSameState", seed -> {
            long[] steps = {0};
            GoMap fast = make(MapSetup.of(version, kind, seed));
            GoMap watched = make(MapSetup.of(version, kind, seed).watchedBy(step -> {
                assertThat(step.where(version.swiss())).isNotBlank();
                steps[0]++;
            }));
            Random random = new Random(seed);
            for (int n = 0; n < 600; n++) {
                Object key = TestKeys.key(kind, random.nextInt(40 + n / 2));
                int what = random.nextInt(100);
                for (GoMap map : List.of(fast, watched)) {
                    if (what < 60) {
                        TestKeys.put(map, key, n);
                    } else if (what < 85) {
                        TestKeys.delete(map, key);
                    } else if (what < 98) {
                        TestKeys.get(map, key);
                    } else if (what < 99) {
                        map.iterator();
                    } else {
                        map.clear();
                    }
                }
                assertThat(watched.print()).isEqualTo(fast.print());
            }
            assertThat(steps[0]).isGreaterThan(5000);
        });
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void steadyState_numberKeys_allocatesNothing(GoVersion version, KeyKind kind) {
        if (kind.objectKeys()) {
            return;
        }
        long[] keys = IntStream.range(0, 1000).mapToLong(n -> (long) TestKeys.key(kind, n)).toArray();
        GoMap map = make(MapSetup.of(version, kind, 14), 2000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int n = 0; n < 500; n++) {
                map.put(keys[n], n);
                map.put(keys[n], map.get(keys[n]) + map.get(keys[n + 500]));
                map.delete(keys[n]);
                map.put(keys[n], n);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated by 3000 operations").isZero();
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void randomOperations_againstHashMap_agreeAtEveryStep(GoVersion version, KeyKind kind) {
        forSeeds("randomOperations_againstHashMap_agreeAtEveryStep",
                seed -> new RandomOperations(make(MapSetup.of(version, kind, seed)), seed).run(1500));
    }

    /// Runs a test for some seeds, or for the given one; a failure says how to repeat it.
    private void forSeeds(String test, Consumer<Long> body) {
        Long given = Long.getLong("maptriage.seed");
        List<Long> seeds = new ArrayList<>();
        for (long s = 1; s <= SEEDS; s++) {
            seeds.add(given == null ? s * 7919 : given);
        }
        for (long seed : seeds) {
            try {
                body.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("repeat with: mvn test -Dtest=" + getClass().getSimpleName() + "#" + test
                        + " -Dmaptriage.seed=" + seed, e);
            }
        }
    }

    /// A listener that ends an operation before a chosen step.
    private static final class StopAt implements StepListener {

        private @Nullable StepAction action;

        @Override
        public void step(MapStep next) {
            if (next.action() == action) {
                throw new Stopped();
            }
        }

        private static final class Stopped extends RuntimeException {

            private static final long serialVersionUID = 1L;
        }
    }
}
