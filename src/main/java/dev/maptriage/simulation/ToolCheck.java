package dev.maptriage.simulation;

/// What one tool says of a scenario's Go program.
///
/// @param tool    which
/// @param verdict what it says
public record ToolCheck(Tool tool, Verdict verdict) {

    /// Who looks at a Go program.
    public enum Tool {
        COMPILER,
        VET,
        NILNESS,
        SA5000,
        NILAWAY,
        RACE_DETECTOR,
        RUN_TIME
    }

    /// What comes of it.
    public enum Verdict {
        /** Says nothing. */
        SILENT,
        /** Reports it. */
        REPORTS,
        /** Reports it in some forms of the program only. */
        SOMETIMES,
        /** Panics. */
        PANICS,
        /** Runs, and does no harm. */
        HARMLESS,
        /** Runs, and something is lost without a word. */
        SILENT_LOSS
    }
}
