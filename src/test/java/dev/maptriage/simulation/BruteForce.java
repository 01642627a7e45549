package dev.maptriage.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every schedule of a scenario, one after the other, without any cleverness: what the explorer is held against.
final class BruteForce {

    private final Map<Outcome, Schedule> shortest = new HashMap<>();
    private final Scenario scenario;
    private final long most;
    private long runs;

    /// @param most gives up after so many runs
    BruteForce(Scenario scenario, long most) {
        this.scenario = scenario;
        this.most = most;
    }

    /// Returns false if there are too many schedules.
    boolean run() {
        boolean[] all = {true};
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            try (Stage stage = new Stage(scenario, Set.of(), 2_000)) {
                all[0] = run(stage, new Judge(scenario, stage.initialContent()));
            }
        });
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return all[0];
    }

    private boolean run(Stage stage, Judge judge) {
        List<int[]> path = new ArrayList<>();
        while (true) {
            int[] depth = {0};
            stage.run((current, enabled) -> {
                if (depth[0] == path.size()) {
                    path.add(new int[]{Integer.numberOfTrailingZeros(enabled), enabled});
                }
                return path.get(depth[0]++)[0];
            }, null);
            if (++runs > most) {
                return false;
            }
            byte[] turns = new byte[path.size()];
            for (int i = 0; i < turns.length; i++) {
                turns[i] = (byte) path.get(i)[0];
            }
            Schedule schedule = new Schedule(turns);
            shortest.merge(judge.judge(stage), schedule, (a, b) -> b.shorterThan(a) ? b : a);
            while (!path.isEmpty() && path.getLast()[1] >>> (path.getLast()[0] + 1) == 0) {
                path.removeLast();
            }
            if (path.isEmpty()) {
                return true;
            }
            int[] last = path.getLast();
            last[0] += 1 + Integer.numberOfTrailingZeros(last[1] >>> (last[0] + 1));
        }
    }

    Set<Outcome> outcomes() {
        return shortest.keySet();
    }

    /// The shortest run per end.
    Map<Outcome, Schedule> shortest() {
        return shortest;
    }

    long runs() {
        return runs;
    }
}
