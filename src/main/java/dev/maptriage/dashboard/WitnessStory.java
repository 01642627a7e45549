package dev.maptriage.dashboard;

import dev.maptriage.reproduction.SimulationResult;
import dev.maptriage.reproduction.SimulationResult.Step;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells in a sentence or two how a witness came to its end: who was where when it went wrong.
final class WitnessStory {
    private static final String SET = "STORE_FLAG";
    private static final String TAKE_BACK = "CLEAR_FLAG";
    private static final String LOOK = "CHECK_FLAG";
    private static final String LOOK_AGAIN = "RECHECK_FLAG";

    private final SimulationResult result;
    private final PageWords words;

    private WitnessStory(SimulationResult result, PageWords words) {
        this.result = result;
        this.words = words;
    }

    /// The story of a result.
    ///
    /// @return null where nothing went wrong, or there are no steps
    static @Nullable String of(SimulationResult result, PageWords words) {
        if (result.steps().isEmpty()) {
            return null;
        }
        WitnessStory story = new WitnessStory(result, words);
        return switch (result.outcome().type()) {
            case PANIC, FATAL_ERROR -> story.failure(result.steps().getLast());
            case CORRUPTION -> story.silence();
            case CONTENTION, NONE -> null;
        };
    }

    private String failure(Step last) {
        Step other = before(last.n(), step -> step.goroutine() != last.goroutine());
        if (other == null) {
            return words.text("player.story.alone", name(last), last.call(), step(last));
        }
        return switch (last.action()) {
            case LOOK -> entry(last, other);
            case LOOK_AGAIN -> exit(last, other);
            default -> meets(last, other);
        };
    }

    /// The mark that the last step found, if it is still its owner's.
    private String entry(Step last, Step other) {
        Step set = before(last.n(), step -> step.goroutine() != last.goroutine() && step.action().equals(SET));
        boolean held = set != null && before(last.n(), step -> step.goroutine() == set.goroutine()
                && step.n() > set.n() && step.action().equals(TAKE_BACK)) == null;
        return set == null || !held
                ? meets(last, other)
                : words.text("player.story.entry", name(set), set.call(), step(set), name(last), last.call(),
                        step(last));
    }

    /// The step that wiped the last step's own mark.
    private String exit(Step last, Step other) {
        Step own = before(last.n(), step -> step.goroutine() == last.goroutine() && step.action().equals(SET));
        Step wiped = before(last.n(), step -> step.goroutine() != last.goroutine()
                && (step.action().equals(SET) || step.action().equals(TAKE_BACK)));
        return own == null || wiped == null || wiped.n() < own.n()
                ? meets(last, other)
                : words.text("player.story.exit", name(own), own.call(), step(own), name(wiped), wiped.call(),
                        step(wiped), step(last));
    }

    private String meets(Step last, Step other) {
        return words.text("player.story.meets", name(other), other.call(), step(other), name(last), last.call(),
                step(last), SimulationViews.action(last, words));
    }

    private String silence() {
        List<List<Step>> lanes = result.steps().stream().collect(Collectors.groupingBy(Step::goroutine)).values()
                .stream().sorted(Comparator.comparingInt(steps -> steps.getFirst().n())).toList();
        String ends = result.outcome().corruptions().stream().map(kind -> words.text("player.corruption." + kind))
                .collect(Collectors.joining("; "));
        if (lanes.size() < 2) {
            return words.text("player.story.silent-alone", ends);
        }
        int from = lanes.stream().mapToInt(steps -> steps.getFirst().n()).max().orElseThrow();
        int to = lanes.stream().mapToInt(steps -> steps.getLast().n()).min().orElseThrow();
        return from > to
                ? words.text("player.story.silent-alone", ends)
                : words.text("player.story.silent", lanes.getFirst().getFirst().call(),
                        lanes.get(1).getFirst().call(), String.valueOf(from), String.valueOf(to), ends);
    }

    private @Nullable Step before(int n, Predicate<Step> wanted) {
        return result.steps().subList(0, n - 1).reversed().stream().filter(wanted).findFirst().orElse(null);
    }

    private static String name(Step step) {
        return String.valueOf(step.goroutine());
    }

    private static String step(Step step) {
        return String.valueOf(step.n());
    }
}
