package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ContentionRuleTest {
    private static final String QUIT = "SIGQUIT: quit\nPC=0x46fdc3 m=0 sigcode=0\n";
    private static final String GROWS = "runtime.growWork_fast64(0x1, 0x2, 0x3) /usr/local/go/src/runtime/map_fast64.go:1";
    private static final String ASSIGNS = "runtime.mapassign_fast64(0x1, 0x2, 0x3) /usr/local/go/src/runtime/map_fast64.go:2";

    @Test
    void isGrowthWhereTheHolderIsGrowing() {
        Diagnosis found = Cases
                .only(QUIT + holder(1, "0xc000010000", true) + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                        + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONVOY);
        assertThat(found.category()).isEqualTo(Category.GROWTH_CONTENTION);
        assertThat(found.contention()).isEqualTo(new Contention(1L, 2, "0xc000010008"));
        assertThat(found.operation().type()).isEqualTo(OperationType.GROW);
        assertThat(found.operation().growing()).isTrue();
        assertThat(Cases.culprit(found)).isEqualTo("main.(*Ledger).Post");
        assertThat(Cases.evidence(found)).containsExactly("5 growth-frame", "9 lock-holder", "12 lock-queue");
        assertThat(found.parties()).extracting(Party::role).containsExactly(Party.Role.HOLDER, Party.Role.WAITER);
    }

    @Test
    void isLockContentionWhereTheHolderDoesSomethingElse() {
        Diagnosis found = Cases
                .only(QUIT + holder(1, "0xc000010000", false) + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                        + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(found.category()).isEqualTo(Category.OTHER);
        assertThat(Cases.culprit(found)).isEqualTo("main.(*Ledger).Post");
        assertThat(Cases.missing(found)).contains("missing.growth-frames");
    }

    @Test
    void isLockContentionWhereSomebodyElseIsGrowing() {
        String elsewhere = goroutine(9, "running", GROWS, ASSIGNS, "main.(*Cache).Fill(0xc000770000) /app/cache.go:7");
        Diagnosis found = Cases.only(QUIT + elsewhere + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONTENTION);
        assertThat(found.contention()).isEqualTo(new Contention(null, 2, "0xc000010008"));
        assertThat(Cases.missing(found)).contains("missing.holder");
    }

    @Test
    void isLockContentionWhereTheGrowingOneWorksOnAnotherValue() {
        Diagnosis found = Cases
                .only(QUIT + holder(1, "0xc000990000", true) + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                        + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONTENTION);
    }

    @Test
    void takesNoUserFunctionWithSuchANameForGrowth() {
        String named = goroutine(1, "running", "main.(*table).grow(0xc000010000) /app/table.go:3",
                "main.hashGrow(0x1) /app/table.go:4", "main.(*Ledger).Post(0xc000010000, 0x2) /app/ledger.go:22");
        Diagnosis found = Cases.only(QUIT + named + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONTENTION);
    }

    @Test
    void isNoneWithOneWaiterOrWaitersOfDifferentLocks() {
        String one = waiter(5, "0xc000010008", "main.(*Ledger).Balance");
        String other = waiter(6, "0xc000020008", "main.(*Book).place");

        assertThat(Cases.only(QUIT + holder(1, "0xc000010000", true) + one).kind()).isEqualTo(Kind.SIGNAL_DUMP);
        assertThat(Cases.only(QUIT + one + other).kind()).isEqualTo(Kind.SIGNAL_DUMP);
    }

    @Test
    void isNoneForWaitersOfWaitGroupsAndChannels() {
        String group = goroutine(5, "semacquire",
                "sync.runtime_Semacquire(0xc000010008) /usr/local/go/src/runtime/sema.go:56",
                "sync.(*WaitGroup).Wait(0xc000010000) /usr/local/go/src/sync/waitgroup.go:136",
                "main.wait() /app/main.go:1");

        assertThat(Cases.only(QUIT + group + group.replace("goroutine 5", "goroutine 6")).kind())
                .isEqualTo(Kind.SIGNAL_DUMP);
    }

    @Test
    void readsWaitersOfOldVersionsFromTheirFrames() {
        String old = waiter(5, "0xc000010008", "main.(*Ledger).Balance").replace("sync.Mutex.Lock]", "semacquire]");
        Diagnosis found = Cases
                .only(QUIT + holder(1, "0xc000010000", true) + old + old.replace("goroutine 5", "goroutine 6"));

        assertThat(found.kind()).isEqualTo(Kind.LOCK_CONVOY);
    }

    @Test
    void readsWaitersOfNewVersionsBelowInternalSync() {
        String wait = goroutine(5, "sync.RWMutex.RLock",
                "internal/sync.runtime_SemacquireMutex(0xc00001000c, 0x0, 0x1) /usr/local/go/src/runtime/sema.go:95",
                "internal/sync.(*Mutex).lockSlow(0xc000010008) /usr/local/go/src/internal/sync/mutex.go:149",
                "internal/sync.(*Mutex).Lock(...) /usr/local/go/src/internal/sync/mutex.go:70",
                "sync.(*Mutex).Lock(...) /usr/local/go/src/sync/mutex.go:46",
                "main.(*Ledger).Balance(0xc000010000) /app/ledger.go:30");
        Diagnosis found = Cases
                .only(QUIT + holder(1, "0xc000010000", true) + wait + wait.replace("goroutine 5", "goroutine 6"));

        assertThat(found.contention()).isEqualTo(new Contention(1L, 2, "0xc000010008"));
    }

    @Test
    void doesNotTakeAFatalErrorForContention() {
        Diagnosis found = Cases.only("fatal error: concurrent map writes\n" + holder(1, "0xc000010000", true)
                + waiter(5, "0xc000010008", "main.(*Ledger).Balance")
                + waiter(6, "0xc000010008", "main.(*Ledger).Balance"));

        assertThat(found.kind()).isEqualTo(Kind.WRITE_WRITE);
        assertThat(found.contention()).isNull();
        assertThat(found.suspects()).isEmpty();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void triesFiftyThousandWaitersInProportion() {
        StringBuilder text = new StringBuilder(QUIT).append(holder(1, "0xc000010000", true));
        for (int i = 0; i < 50_000; i++) {
            text.append(waiter(10 + i, "0xc000010008", "main.(*Ledger).Balance"));
        }

        Diagnosis found = Cases.only(text.toString());

        assertThat(found.contention()).isEqualTo(new Contention(1L, 50_000, "0xc000010008"));
        assertThat(found.goroutines()).isEqualTo(50_001);
        assertThat(found.groupCount()).isEqualTo(2);
    }

    private static String holder(long id, String receiver, boolean grows) {
        String post = "main.(*Ledger).Post(" + receiver + ", 0x2) /app/ledger.go:22";
        return grows
                ? goroutine(id, "running", GROWS, ASSIGNS, post)
                : goroutine(id, "running", "os.(*File).Write(0x1) /usr/local/go/src/os/file.go:1", post);
    }

    private static String waiter(long id, String mutex, String function) {
        return goroutine(id, "sync.Mutex.Lock",
                "sync.runtime_SemacquireMutex(0x1, 0x0, 0x1) /usr/local/go/src/runtime/sema.go:77",
                "sync.(*Mutex).lockSlow(" + mutex + ") /usr/local/go/src/sync/mutex.go:171",
                "sync.(*Mutex).Lock(...) /usr/local/go/src/sync/mutex.go:90", function + "(0x1) /app/ledger.go:30");
    }
}
