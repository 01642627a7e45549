package dev.maptriage.simulation;

/// Runs a [Scenario] under all interleavings up to a bound and finds the shortest run that fails as wanted.
public final class Explorer {

    /// Explores a scenario.
    ///
    /// @throws IllegalArgumentException if the scenario cannot be: an operation its release does not have
    public Exploration explore(Scenario scenario, Budget budget, Progress progress) {
        ExplorationRun run = new ExplorationRun(scenario, budget, progress);
        // On a virtual thread, because a handoff between two of them is much cheaper than to a platform thread.
        Thread thread = Thread.ofVirtual().name("explorer").unstarted(run);
        thread.start();
        boolean interrupted = false;
        for (;;) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                run.cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return run.result();
    }
}
