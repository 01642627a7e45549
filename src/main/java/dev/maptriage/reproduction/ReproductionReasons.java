package dev.maptriage.reproduction;

/// Keys of the sentences that say why something was not reproduced.
final class ReproductionReasons {
    static final String NOT_A_MAP = "reproduction.reason.not-a-map";
    static final String UNDECIDED = "reproduction.reason.undecided";
    static final String MEMORY = "reproduction.reason.memory";
    static final String LENGTH = "reproduction.reason.length";
    static final String FAULT = "reproduction.reason.fault";
    static final String NO_SCENARIO = "reproduction.reason.no-scenario";
    static final String OTHER_END = "reproduction.reason.other-end";
    static final String NO_FAILURE = "reproduction.reason.no-failure";
    static final String VERSION_GONE = "reproduction.reason.version-gone";
    static final String BROKEN = "reproduction.reason.broken";
    static final String SWITCHED_OFF = "reproduction.reason.switched-off";

    private ReproductionReasons() {}

    /// Why a result is not what was wanted.
    static String of(SimulationResult result) {
        return result.outcome().type().noticed() ? OTHER_END : NO_FAILURE;
    }
}
