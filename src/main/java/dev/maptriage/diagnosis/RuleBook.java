package dev.maptriage.diagnosis;

import java.util.List;

/// The rules in the order in which they are asked; the first that recognises a crash decides.
final class RuleBook {
    static final List<Rule> RULES = List.of(new NilMapPanicRule(), new MapFatalRule(), new BrokenMapRule(),
            new RuntimePanicRule(), new CustomPanicRule(), new FatalTextRule(), new LoggedPanicRule(),
            new FatalFramesRule(), new ContentionRule(), new ProfileRule(), new DumpRule());

    private RuleBook() {}
}
