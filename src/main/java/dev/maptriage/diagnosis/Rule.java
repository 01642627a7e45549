package dev.maptriage.diagnosis;

/// Knows one kind of crash by its sign.
///
/// Rules are asked in the order of [RuleBook]; the first that recognises a crash decides category and kind.
interface Rule {

    /// Stable name, e.g. `fatal-message`; evidence carries it.
    String id();

    /// Fills in the draft and answers true when this is the kind of crash the rule knows; else leaves it alone.
    boolean recognise(CrashCase crash, Draft draft);
}
