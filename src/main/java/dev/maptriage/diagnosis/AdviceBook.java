package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What to do about a crash, with code on the culprit's own names.
final class AdviceBook {
    /// Functions that run their argument under a lock are named like this by their authors.
    private static final Pattern LOCK_HELPER = Pattern
            .compile(
                    "(?i)(with|under|in|do)?(read|write|r|w)?lock(ed|s)?(do|fn|func|scope)?|view|synchronized|guarded?");

    private AdviceBook() {}

    static List<Advice> advice(CrashCase crash, Draft draft, Counterpart counterpart) {
        Names names = Names.of(draft.culprit);
        return switch (draft.kind) {
            case NIL_MAP_ASSIGN -> nilMap(crash, draft, names);
            case WRITE_WRITE, READ_WRITE, ITERATE_WRITE, CLONE_WRITE -> concurrent(crash, draft, counterpart, names);
            case MAP_CORRUPTION -> List.of(lock(names, false), raceDetector(names), plain("advice.unsafe"));
            case LOCK_CONVOY -> List.of(presize(names), shard(names), plain("advice.outside-lock"));
            case GROWTH_OUT_OF_MEMORY -> List.of(plain("advice.bound-map"), presize(names));
            case LOCK_CONTENTION -> List.of(plain("advice.shorten-section"), mutexProfile());
            case RACE_NOT_MAP -> List.of(plain("advice.race-not-map"), raceDetector(names));
            case UNKNOWN -> List.of(wholeText());
            default -> List.of(plain("advice." + draft.kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        };
    }

    private static List<Advice> nilMap(CrashCase crash, Draft draft, Names names) {
        List<Advice> all = new ArrayList<>();
        if (isDecoded(draft.stack)) {
            all.add(plain("advice.decoded-null"));
        }
        String header = headerHelper(crash, draft);
        if (header != null) {
            all.add(new Advice(Phrase.of("advice.make-header.title", header), Phrase.of("advice.make-header.why"),
                    "h := make(%s)%nh.Set(key, value)".formatted(header).replace("\r", ""), "go"));
        } else if (!names.type().isEmpty()) {
            all.add(new Advice(Phrase.of("advice.make-constructor.title", names.type()),
                    Phrase.of("advice.make-constructor.why", names.spoken()), constructor(names), "go"));
            all.add(new Advice(Phrase.of("advice.make-lazily.title", names.spoken()),
                    Phrase.of("advice.make-lazily.why"), lazily(names), "go"));
        } else {
            all.add(new Advice(Phrase.of("advice.make.title", names.spoken()), Phrase.of("advice.make.why"),
                    made(names),
                    "go"));
        }
        all.add(new Advice(Phrase.of("advice.nil-static.title"), Phrase.of("advice.nil-static.why"), """
                golangci-lint run --enable-only govet,staticcheck   # with govet's nilness enabled
                nilaway -include-pkgs=%s ./...
                """.formatted(names.module()).stripTrailing(), "sh"));
        return all;
    }

    private static List<Advice> concurrent(CrashCase crash, Draft draft, Counterpart counterpart, Names names) {
        List<Advice> all = new ArrayList<>();
        String helper = lockHelper(crash, draft);
        boolean reads = !draft.operation.writes();
        if (helper != null) {
            all.add(new Advice(Phrase.of("advice.lock-other-side.title"),
                    Phrase.of("advice.lock-other-side.why", names.spoken(), helper), null, null));
        } else {
            all.add(lock(names, reads));
        }
        if (draft.kind == Kind.ITERATE_WRITE || draft.kind == Kind.CLONE_WRITE) {
            all.add(copyOnWrite(names));
        } else if (reads) {
            all.add(syncMap(names));
        } else {
            all.add(ownMap(names));
        }
        all.add(raceDetector(names));
        if (!counterpart.known() && crash.goroutines().size() <= 1) {
            all.add(crashOutput());
        }
        return all;
    }

    /// The name of a function below the culprit that seems to run it under a lock; null when there is none.
    private static @Nullable String lockHelper(CrashCase crash, Draft draft) {
        boolean culpritPassed = false;
        for (Call call : draft.stack) {
            if (!crash.origin(call.frame()).isUser()) {
                continue;
            }
            FunctionName name = FunctionName.parse(call.frame().function());
            if (culpritPassed && LOCK_HELPER.matcher(name.name()).matches()) {
                return name.spoken();
            }
            culpritPassed = true;
        }
        return null;
    }

    private static boolean isDecoded(List<Call> stack) {
        return stack.stream().anyMatch(c -> c.frame().function().startsWith("encoding/json."));
    }

    /// `http.Header`, `url.Values` … when a library's helper did the write.
    private static @Nullable String headerHelper(CrashCase crash, Draft draft) {
        for (Call call : draft.stack) {
            if (crash.origin(call.frame()).isUser()) {
                return null;
            }
            switch (FunctionName.parse(call.frame().function()).receiver()) {
                case "Header" -> {
                    return "http.Header";
                }
                case "MIMEHeader" -> {
                    return "textproto.MIMEHeader";
                }
                case "Values" -> {
                    return "url.Values";
                }
                default -> {
                }
            }
        }
        return null;
    }

    private static String constructor(Names names) {
        return """
                func New%1$s() *%1$s {
                	return &%1$s{
                		m: make(map[K]V), // the map that %2$s writes to
                	}
                }""".formatted(names.type(), names.method());
    }

    private static String lazily(Names names) {
        return """
                func (%1$s *%2$s) %3$s(…) {
                	if %1$s.m == nil {
                		%1$s.m = make(map[K]V)
                	}
                	// … what %3$s does today
                }""".formatted(names.receiver(), names.type(), names.method());
    }

    private static String made(Names names) {
        return """
                func %s(…) {
                	m := make(map[K]V) // was: var m map[K]V, or a map that the caller never made
                	// …
                }""".formatted(names.method());
    }

    private static Advice lock(Names names, boolean reads) {
        String title = reads ? "advice.rwmutex" : "advice.mutex";
        String code;
        if (names.type().isEmpty()) {
            code = """
                    var mu sync.%4$s // guards the map

                    func %1$s(…) {
                    	mu.%2$s()
                    	defer mu.%3$s()
                    	// … what %1$s does today
                    }""".formatted(names.method(), reads ? "RLock" : "Lock", reads ? "RUnlock" : "Unlock",
                    reads ? "RWMutex" : "Mutex");
        } else {
            code = """
                    type %1$s struct {
                    	mu sync.%6$s // guards the map
                    	// …
                    }

                    func (%2$s *%1$s) %3$s(…) {
                    	%2$s.mu.%4$s()
                    	defer %2$s.mu.%5$s()
                    	// … what %3$s does today
                    }""".formatted(names.type(), names.receiver(), names.method(), reads ? "RLock" : "Lock",
                    reads ? "RUnlock" : "Unlock", reads ? "RWMutex" : "Mutex");
        }
        return new Advice(Phrase.of(title + ".title", names.spoken()), Phrase.of(title + ".why"), code, "go");
    }

    private static Advice syncMap(Names names) {
        return new Advice(Phrase.of("advice.sync-map.title"), Phrase.of("advice.sync-map.why"), """
                var m sync.Map // no make, no lock; the zero value is ready

                m.Store(key, value)
                if v, ok := m.Load(key); ok { // in %s
                	use(v.(V))
                }""".formatted(names.method()), "go");
    }

    private static Advice copyOnWrite(Names names) {
        return new Advice(Phrase.of("advice.copy-on-write.title"), Phrase.of("advice.copy-on-write.why"), """
                var current atomic.Pointer[map[K]V] // readers never lock

                // in %s
                for k, v := range *current.Load() {
                	…
                }

                // in the writer, which still needs a mutex against other writers
                next := maps.Clone(*current.Load())
                next[key] = value
                current.Store(&next)""".formatted(names.method()), "go");
    }

    private static Advice ownMap(Names names) {
        return new Advice(Phrase.of("advice.own-map.title"), Phrase.of("advice.own-map.why"), """
                results := make([]map[K]V, n)
                for i := range n {
                	wg.Go(func() { // before Go 1.25: wg.Add(1); go func() { defer wg.Done(); … }()
                		results[i] = make(map[K]V)
                		// %s fills results[i] only
                	})
                }
                wg.Wait()
                // merge results here, on one goroutine""".formatted(names.spoken()), "go");
    }

    private static Advice presize(Names names) {
        return new Advice(Phrase.of("advice.presize.title"), Phrase.of("advice.presize.why"), """
                m := make(map[K]V, expected) // the map that %s fills: no growth while the lock is held"""
                .formatted(names.spoken()), "go");
    }

    private static Advice shard(Names names) {
        return new Advice(Phrase.of("advice.shard.title"), Phrase.of("advice.shard.why"), """
                type shard struct {
                	mu sync.Mutex
                	m  map[K]V
                }

                var shards [64]shard // %s locks only the one of its key

                func of(key K) *shard {
                	return &shards[maphash.Comparable(seed, key)%%uint64(len(shards))]
                }""".formatted(names.spoken()), "go");
    }

    private static Advice raceDetector(Names names) {
        return new Advice(Phrase.of("advice.race-detector.title"), Phrase.of("advice.race-detector.why"), """
                go test -race -count=10 %s
                go build -race -o app-race . && ./app-race""".formatted(names.packages()), "sh");
    }

    private static Advice crashOutput() {
        return new Advice(Phrase.of("advice.all-goroutines.title"), Phrase.of("advice.all-goroutines.why"), """
                // in main, or GOTRACEBACK=all in the environment
                debug.SetTraceback("all")""", "go");
    }

    private static Advice mutexProfile() {
        return new Advice(Phrase.of("advice.mutex-profile.title"), Phrase.of("advice.mutex-profile.why"), """
                runtime.SetMutexProfileFraction(5)
                // then: go tool pprof http://localhost:6060/debug/pprof/mutex""", "go");
    }

    private static Advice wholeText() {
        return new Advice(Phrase.of("advice.whole-text.title"), Phrase.of("advice.whole-text.why"), """
                GOTRACEBACK=all ./app 2>crash.txt
                curl --data-binary @crash.txt http://localhost:8080/api/v1/traces""", "sh");
    }

    private static Advice plain(String key) {
        return new Advice(Phrase.of(key + ".title"), Phrase.of(key + ".why"), null, null);
    }
}
