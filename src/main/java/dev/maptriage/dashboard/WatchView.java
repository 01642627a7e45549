package dev.maptriage.dashboard;

import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incident.ReproductionStatus;
import dev.maptriage.reproduction.Simulation;
import dev.maptriage.reproduction.SimulationResult;
import dev.maptriage.reproduction.SimulationResult.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The section “Watch it happen” of an incident.
///
/// @param incident   id of the incident
/// @param simulation id of its simulation; null without one
/// @param state      `NONE`, `QUEUED`, `RUNNING`, `DONE`, `FAILED`
/// @param words      what that means
/// @param reason     why it is not reproduced; null when it is, or may yet be
/// @param end        how the witness ends; null before
/// @param story      how it came to that; null when there is nothing to tell
/// @param href       of the player; null without a simulation
/// @param lanes      goroutines of the witness, with what they do
/// @param ticks      its last steps
/// @param askable    whether a reproduction can be asked for
record WatchView(String incident, @Nullable String simulation, String state, String words, @Nullable String reason,
        SimulationView.@Nullable EndView end, @Nullable String story, @Nullable String href, List<LaneName> lanes,
        List<SimulationView.TickView> ticks, @Nullable String summary, boolean askable) {
    private static final int TICKS = 9;

    record LaneName(int lane, String name, String calls) {}

    /// Whether it is still to be run.
    public boolean open() {
        return state.equals("QUEUED") || state.equals("RUNNING");
    }

    static WatchView of(Incident incident, @Nullable Simulation simulation, PageWords words) {
        ReproductionStatus status = incident.reproduction();
        SimulationResult result = simulation == null ? null : simulation.result();
        String reason = status.reason();
        String key = status.state() == ReproductionStatus.State.DONE
                ? Boolean.TRUE.equals(status.reproduced()) ? "watch.reproduced" : "watch.not-reproduced"
                : "watch.state." + status.state();
        boolean contention = result != null && result.contention() != null;
        return new WatchView(String.valueOf(incident.id()),
                status.simulationId() == null ? null : status.simulationId().toString(), status.state().name(),
                words.text(contention ? "watch.convoy" : key), reason == null ? null : words.text(reason),
                result == null ? null : SimulationViews.end(result.outcome(), words),
                result == null ? null : WitnessStory.of(result, words),
                status.simulationId() == null ? null : "/simulations/" + status.simulationId(),
                result == null ? List.of() : lanes(result, words), result == null ? List.of() : ticks(result, words),
                result == null ? null : summary(result, words),
                incident.diagnosis().category().isMapFailure()
                        && (status.state() == ReproductionStatus.State.FAILED
                                || "reproduction.reason.switched-off".equals(reason)));
    }

    private static List<LaneName> lanes(SimulationResult result, PageWords words) {
        return result.goroutines().stream()
                .map(program -> new LaneName(lane(program.goroutine()),
                        words.text("player.goroutine", String.valueOf(program.goroutine())),
                        String.join("; ", program.calls())))
                .toList();
    }

    private static int lane(int goroutine) {
        return (goroutine - 1) % 8 + 1;
    }

    /// The last steps: those around the one that fails.
    private static List<SimulationView.TickView> ticks(SimulationResult result, PageWords words) {
        List<Step> steps = result.steps();
        List<SimulationView.TickView> ticks = new ArrayList<>();
        for (Step step : steps.subList(Math.max(0, steps.size() - TICKS), steps.size())) {
            ticks.add(new SimulationView.TickView(step.n(), lane(step.goroutine()), "past", step.action(),
                    SimulationViews.action(step, words), SimulationViews.detail(step, words), step.fails()));
        }
        return ticks;
    }

    private static @Nullable String summary(SimulationResult result, PageWords words) {
        SimulationResult.Exploration found = result.exploration();
        return found == null
                ? null
                : words.text("watch.summary", result.steps().size(), found.schedules(), found.fatal());
    }
}
