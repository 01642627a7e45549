package dev.maptriage.trace;

/// What a goroutine header says besides the id.
///
/// @param state          base state or wait reason, e.g. `running`, `sync.Mutex.Lock`, `chan receive (nil chan)`
/// @param minutes        how long it waits, in whole minutes; 0 when not printed
/// @param lockedToThread `locked to thread`
/// @param leaked         `(leaked)`, from Go 1.26
/// @param scan           `(scan)`: the collector looked at it
/// @param durable        `(durable)`, in a synctest bubble
/// @param synctest       `synctest bubble 3` or `synctest group 3`; empty outside
/// @param labels         profiler labels as printed between the braces; empty without
/// @param labelsInside   whether they stand inside the brackets, as Go 1.26 prints them; later they follow
/// @param thread         `gp=0x… m=3 mp=0x…` as printed; empty without
public record GoroutineStatus(String state, int minutes, boolean lockedToThread, boolean leaked, boolean scan,
        boolean durable, String synctest, String labels, boolean labelsInside,
        String thread) {}
