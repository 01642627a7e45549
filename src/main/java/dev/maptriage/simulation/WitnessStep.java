package dev.maptriage.simulation;

import java.util.List;
import java.util.Map;

/// One step of a witness and the world after it.
///
/// @param n         its number, from 1
/// @param goroutine number of the goroutine that takes it, from 1
/// @param call      the Go source of the call it belongs to
/// @param function  the runtime function that takes it
/// @param action    what it does, as the name of a [dev.maptriage.hmap.StepAction] or of an action on a lock or variable
/// @param detail    what it read and wrote, in words
/// @param map       the map after the step
/// @param changes   what the step changed in the map
/// @param shared    locks and variables after the step, by name: `mu` → `locked by goroutine 1`
/// @param lanes     the goroutines after the step, by number
/// @param fails     whether this step raises the fault
public record WitnessStep(int n, int goroutine, String call, String function, String action, String detail,
        MapSnapshot map, List<Change> changes, Map<String, String> shared,
        List<Lane> lanes, boolean fails) {}
