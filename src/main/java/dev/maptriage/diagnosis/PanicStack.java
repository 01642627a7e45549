package dev.maptriage.diagnosis;

import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.PanicLine;
import dev.maptriage.trace.PanicReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where on a stack the story of one panic begins.
///
/// A goroutine that panics runs its deferred functions on top of the panicking code. `panic(…)` separates the two:
///
/// ```text
/// mw.Recover.func1.1()      ← deferred function, panics again         newest panic (its own panic( is hidden on top)
/// panic({…})
/// store.(*Memory).Put(...)  ← what the first panic is about           oldest panic
/// ```
final class PanicStack {

    private PanicStack() {}

    /// Index of the first frame that belongs to panic `index` of the chain.
    static int storyOf(List<Frame> frames, List<PanicLine> chain, int index) {
        List<Integer> separators = separators(frames);
        if (separators.isEmpty()) {
            return 0;
        }
        int newer = chain.size() - 1 - index;
        PanicLine panic = chain.get(index);
        boolean topShown = separators.getFirst() == 0;
        if (newer == 0 && !panic.recovered()) {
            return topShown ? 1 : 0;
        }
        if (index == 0) {
            return separators.getLast() + 1;
        }
        int at = topShown ? newer : newer - 1;
        return separators.get(Math.min(Math.max(at, 0), separators.size() - 1)) + 1;
    }

    /// Index of the first frame of the code that panicked first, on a stack that a handler printed: everything above
    /// the last `panic(` is the handler's. -1 when nothing on it panicked.
    static int storyBelowHandler(List<Frame> frames) {
        List<Integer> separators = separators(frames);
        return separators.isEmpty() ? -1 : separators.getLast() + 1;
    }

    static boolean isLogged(List<Frame> frames) {
        return !frames.isEmpty() && frames.getFirst().function().equals("runtime/debug.Stack");
    }

    private static List<Integer> separators(List<Frame> frames) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            if (Origin.of(frames.get(i)) == Origin.PANIC) {
                found.add(i);
            }
        }
        return found;
    }

    /// The goroutine that panicked: the first one, unless the panic's text quotes another crash, whose goroutines come
    /// first then (up to Go 1.22 nothing marks a quotation).
    static @Nullable Goroutine failing(PanicReport report) {
        List<Goroutine> withFrames = report.goroutines().stream().filter(g -> !g.stack().frames().isEmpty()).toList();
        if (withFrames.isEmpty()) {
            return report.goroutines().isEmpty() ? null : report.goroutines().getFirst();
        }
        String said = report.chain().getLast().text();
        boolean quotes = said.contains("panic: ") || said.contains("fatal error: ") || said.contains("goroutine ");
        if (!quotes) {
            return withFrames.getFirst();
        }
        return withFrames.stream().filter(g -> g.status().state().equals("running")).reduce((a, b) -> b)
                .orElse(withFrames.getFirst());
    }
}
