package dev.maptriage.simulation;

import dev.maptriage.simulation.Directors.Block;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a schedule shorter that was found by chance: joins the turns of a goroutine as long as the run ends alike.
final class Shortening {

    private final Stage stage;
    private final Judge judge;
    private final Outcome wanted;
    private int runs;

    Shortening(Stage stage, Judge judge, Outcome wanted) {
        this.stage = stage;
        this.judge = judge;
        this.wanted = wanted;
    }

    int runs() {
        return runs;
    }

    Schedule shorten(Schedule found, int mostRuns) {
        Schedule best = found;
        boolean better = true;
        while (better && runs < mostRuns) {
            better = false;
            List<Block> blocks = blocks(best);
            for (int i = 0; i + 2 < blocks.size() && !better && runs < mostRuns; i++) {
                for (boolean early : new boolean[]{true, false}) {
                    Schedule tried = attempt(joined(blocks, i, early));
                    if (tried != null && tried.shorterThan(best)) {
                        best = tried;
                        better = true;
                        break;
                    }
                }
            }
        }
        return best;
    }

    /// Brings block `i` together with the next one of the same goroutine: forwards or backwards.
    private static List<Block> joined(List<Block> blocks, int i, boolean early) {
        int next = i + 1;
        while (next < blocks.size() && blocks.get(next).goroutine() != blocks.get(i).goroutine()) {
            next++;
        }
        List<Block> out = new ArrayList<>(blocks);
        if (next == blocks.size()) {
            return out;
        }
        Block both = new Block(blocks.get(i).goroutine(), blocks.get(i).steps() + blocks.get(next).steps());
        if (early) {
            out.set(i, both);
            out.remove(next);
        } else {
            out.set(next, both);
            out.remove(i);
        }
        return out;
    }

    private static List<Block> blocks(Schedule schedule) {
        List<Block> blocks = new ArrayList<>();
        int from = 0;
        byte[] turns = schedule.turns();
        for (int i = 1; i <= turns.length; i++) {
            if (i == turns.length || turns[i] != turns[from]) {
                blocks.add(new Block(turns[from], i - from));
                from = i;
            }
        }
        return blocks;
    }

    private @Nullable Schedule attempt(List<Block> blocks) {
        Traced traced = new Traced(Directors.blocks(blocks));
        stage.run(traced, null);
        runs++;
        return judge.judge(stage).equals(wanted) ? traced.schedule() : null;
    }
}
