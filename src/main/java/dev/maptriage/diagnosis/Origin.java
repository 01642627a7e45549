package dev.maptriage.diagnosis;

import dev.maptriage.trace.Frame;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose code a frame is.
enum Origin {
    /** `panic(…)`: below it stands what panicked, above it what deferred functions did. */
    PANIC,
    /** The runtime and its internals. */
    RUNTIME,
    /** `sync`, `internal/sync`, `sync/atomic`. */
    SYNC,
    /** Equality and hash functions that the compiler makes for types. */
    GENERATED,
    /** The rest of the standard library. */
    STANDARD,
    /** A module of somebody else: module cache or `vendor`. */
    DEPENDENCY,
    /** The program itself, as far as can be told. */
    APP;

    private static final Set<String> STANDARD_ROOTS = Set.of("archive", "bufio", "builtin", "bytes", "cmp", "cmd",
            "compress", "container", "context", "crypto", "database", "debug", "embed", "encoding", "errors", "expvar",
            "flag", "fmt", "go", "hash", "html", "image", "index", "internal", "io", "iter", "log", "maps", "math",
            "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime", "slices", "sort", "strconv",
            "strings", "structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique", "uuid", "vendor",
            "weak");

    /// Whether a user of Go wrote it: the program or one of its dependencies.
    boolean isUser() {
        return this == DEPENDENCY || this == APP;
    }

    static Origin of(Frame frame) {
        String function = frame.function();
        if (function.equals("panic") || function.equals("runtime.gopanic")) {
            return PANIC;
        }
        if (function.startsWith("type:.") || function.startsWith("type..") || function.startsWith("go:")) {
            return GENERATED;
        }
        String path = path(function);
        if (path.isEmpty()) {
            // Assembly helpers have no package at all: aeshashbody().
            return function.startsWith("_cgo") || frame.file() == null || isStandardFile("runtime", frame.file())
                    ? RUNTIME
                    : APP;
        }
        if (!isStandard(path, frame.file())) {
            return isDependency(frame.file(), function) ? DEPENDENCY : APP;
        }
        if (path.equals("runtime") || path.startsWith("internal/runtime/") || path.startsWith("runtime/internal/")) {
            return RUNTIME;
        }
        return path.equals("sync") || path.equals("internal/sync") || path.equals("sync/atomic") ? SYNC : STANDARD;
    }

    /// Import path of a printed function name; empty when it has none.
    static String path(String function) {
        int end = function.indexOf('[');
        int limit = end < 0 ? function.length() : end;
        int slash = function.lastIndexOf('/', limit);
        int dot = function.indexOf('.', slash + 1);
        return dot < 0 ? "" : function.substring(0, dot);
    }

    /// A path whose first element is one of Go's own directories. Module names without a dot look the same, so a file
    /// that lies elsewhere decides against it.
    private static boolean isStandard(String path, @Nullable String file) {
        int slash = path.indexOf('/');
        String root = slash < 0 ? path : path.substring(0, slash);
        if (!STANDARD_ROOTS.contains(root)) {
            return false;
        }
        return file == null || file.startsWith("_cgo_") || file.startsWith("<") || isStandardFile(path, file)
                || isStandardFile("runtime", file) || isStandardFile("internal", file) || isStandardFile("sync", file)
                || isStandardFile("reflect", file);
    }

    /// `…/src/net/http/server.go`, or `net/http/server.go` with `-trimpath`.
    private static boolean isStandardFile(String path, String file) {
        return file.startsWith(path + "/") || file.contains("/src/" + path + "/");
    }

    private static boolean isDependency(@Nullable String file, String function) {
        if (file == null) {
            return false;
        }
        return file.contains("/pkg/mod/") || file.contains("/vendor/") || file.startsWith("vendor/")
                || versioned(file) || function.contains("/vendor/");
    }

    /// `github.com/acme/kvcache@v1.4.2/store.go`, as `-trimpath` prints a module of somebody else.
    private static boolean versioned(String file) {
        int at = file.indexOf("@v");
        return at > 0 && at + 2 < file.length() && Character.isDigit(file.charAt(at + 2));
    }
}
