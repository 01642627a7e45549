package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceBookTest {
    private static final String PUT = "example.com/shop/cart.(*Store).Put(0xc000012345) /app/cart/store.go:41";

    @Test
    void writesSnippetsOnTheCulpritsNames() {
        List<Advice> nil = advice("panic: assignment to entry in nil map\n", PUT);
        assertThat(code(nil, "advice.make-constructor")).contains("func NewStore() *Store {", "&Store{",
                "make(map[K]V)");
        assertThat(code(nil, "advice.make-lazily")).contains("func (s *Store) Put(", "if s.m == nil {");

        List<Advice> writes = advice("fatal error: concurrent map writes\n", PUT);
        assertThat(code(writes, "advice.mutex")).contains("type Store struct {", "func (s *Store) Put(", "s.mu.Lock()",
                "defer s.mu.Unlock()");
        assertThat(code(writes, "advice.race-detector")).contains("go test -race", "example.com/shop/cart");

        List<Advice> reads = advice("fatal error: concurrent map read and map write\n", PUT.replace("Put", "Get"));
        assertThat(code(reads, "advice.rwmutex")).contains("s.mu.RLock()", "defer s.mu.RUnlock()", ") Get(");
    }

    @Test
    void writesSnippetsForPlainFunctions() {
        List<Advice> nil = advice("panic: assignment to entry in nil map\n", "main.load(0x1) /app/main.go:41");
        assertThat(code(nil, "advice.make")).contains("func load(", "make(map[K]V)");

        List<Advice> writes = advice("fatal error: concurrent map writes\n", "main.load(0x1) /app/main.go:41");
        assertThat(code(writes, "advice.mutex")).contains("var mu sync.Mutex", "func load(", "defer mu.Unlock()");
    }

    @Test
    void advisesToMakeTheHeaderThatALibrarysHelperWritesTo() {
        List<Advice> nil = advice("panic: assignment to entry in nil map\n",
                "net/http.Header.Set(...) /usr/local/go/src/net/http/header.go:40", PUT);

        assertThat(code(nil, "advice.make-header")).isEqualTo("h := make(http.Header)\nh.Set(key, value)");
    }

    @Test
    void pointsAtDecodedNullsBelowTheDecoder() {
        assertThat(advice("panic: assignment to entry in nil map\n", PUT,
                "encoding/json.(*decodeState).object(0x1) /usr/local/go/src/encoding/json/decode.go:1"))
                .extracting(a -> a.title().key()).contains("advice.decoded-null.title");
    }

    @Test
    void doesNotTellAFunctionThatRunsUnderALockToLock() {
        for (String helper : new String[]{"WithLock", "withRLock", "View", "locked", "doLocked"}) {
            List<Advice> all = advice("fatal error: concurrent map read and map write\n", PUT,
                    "example.com/shop/cart.(*Store)." + helper + "(0xc000012345) /app/cart/store.go:12");

            assertThat(all.getFirst().title().key()).isEqualTo("advice.lock-other-side.title");
            assertThat(all.getFirst().code()).isNull();
            assertThat(all).extracting(a -> a.title().key()).doesNotContain("advice.mutex.title",
                    "advice.rwmutex.title");
        }
        assertThat(advice("fatal error: concurrent map read and map write\n", PUT,
                "example.com/shop/cart.(*Store).Review(0xc000012345) /app/cart/store.go:12").getFirst().title().key())
                .isEqualTo("advice.rwmutex.title");
    }

    @Test
    void asksForAllGoroutinesWhereOnlyOneIsShown() {
        assertThat(advice("fatal error: concurrent map writes\n", PUT)).extracting(a -> a.title().key())
                .contains("advice.all-goroutines.title");
        assertThat(Cases.only("fatal error: concurrent map writes\n" + goroutine(1, "running", PUT)
                + goroutine(2, "runnable", PUT)).advice()).extracting(a -> a.title().key())
                .doesNotContain("advice.all-goroutines.title");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void hasAdviceForEveryKindInTheShapeThatGofmtGives(Kind kind) {
        for (String function : new String[]{"example.com/shop/cart.(*Store).Put", "main.load", "main.main.func1",
            "main.init.0", "main.(*Größe).Δ", "gopkg.example/kv%2ev2.(*Multi[...]).Add"}) {
            Draft draft = new Draft(crash());
            draft.kind = kind;
            draft.operation = OperationType.READ;
            draft.culprit = new CodePoint(function, "/app/x.go", 1, 1L, 1);
            List<Advice> all = AdviceBook.advice(crash(), draft, Counterpart.NONE);

            assertThat(all).isNotEmpty();
            for (Advice advice : all) {
                assertThat(advice.title().key()).endsWith(".title");
                assertThat(advice.why().key()).endsWith(".why");
                assertThat(advice.language() == null).isEqualTo(advice.code() == null);
                if (advice.code() != null) {
                    shaped(advice.code(), "go".equals(advice.language()));
                }
            }
        }
    }

    private static void shaped(String code, boolean go) {
        assertThat(code).doesNotContain("\r", "%s", "%1", "[...]", "%2e", "null").isEqualTo(code.strip());
        String previous = "";
        for (String line : code.split("\n", -1)) {
            assertThat(line).isEqualTo(line.stripTrailing()).doesNotStartWith(" ");
            assertThat(go && line.startsWith("func ") && previous.equals("}")).as("blank line before %s", line)
                    .isFalse();
            previous = line;
        }
        if (go) {
            balanced(code);
        }
    }

    private static void balanced(String code) {
        Deque<Integer> open = new ArrayDeque<>();
        int depth = 0;
        for (String line : code.split("\n", -1)) {
            String bare = line.replaceAll("//.*", "").strip();
            if (bare.startsWith("}") || bare.startsWith(")")) {
                depth--;
            }
            int tabs = line.length() - line.replaceAll("^\t+", "").length();
            if (!line.isEmpty()) {
                assertThat(tabs).as(line).isEqualTo(depth);
            }
            depth += bare.endsWith("{") ? 1 : 0;
            for (int i = 0; i < bare.length(); i++) {
                char c = bare.charAt(i);
                if (c == '{' || c == '(') {
                    open.push((int) c);
                } else if (c == '}' || c == ')') {
                    assertThat(open).as(code).isNotEmpty();
                    open.pop();
                }
            }
        }
        assertThat(open).as(code).isEmpty();
    }

    private static CrashCase crash() {
        var trace = new TraceParser()
                .parse(TraceText.of("panic: x\n" + goroutine(1, "running", PUT)));
        return new CrashCase(trace.text(), trace.reports().getFirst(), null);
    }

    private static List<Advice> advice(String head, String... frames) {
        return Cases.only(head + goroutine(1, "running", frames)).advice();
    }

    private static @Nullable String code(List<Advice> all, String key) {
        return all.stream().filter(a -> a.title().key().equals(key + ".title")).map(Advice::code).findFirst()
                .orElseThrow(() -> new AssertionError(key + " not in " + Arrays.toString(all.toArray())));
    }
}
