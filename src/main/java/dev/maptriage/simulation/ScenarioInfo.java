package dev.maptriage.simulation;

import java.util.List;

/// A scenario of the [Catalogue].
///
/// @param name       as the user gives it: `write-write`
/// @param titleKey   key of its title in the message bundle
/// @param category   `NIL_MAP_WRITE`, `CONCURRENT_WRITE` or `GROWTH_CONTENTION`
/// @param kind       `NIL_MAP_ASSIGN`, `WRITE_WRITE`, …, as incidents have it
/// @param guard      what keeps the goroutines apart
/// @param explorable whether [Explorer] runs it; a lock convoy is simulated over time instead
/// @param checks     what tools and the runtime say of it; empty where that is the same for all
public record ScenarioInfo(String name, String titleKey, String category, String kind, Guard guard,
        boolean explorable, List<Parameter> parameters, List<ToolCheck> checks) {}
