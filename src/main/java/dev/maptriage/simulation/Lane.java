package dev.maptriage.simulation;

import org.jspecify.annotations.Nullable;

/// One goroutine at one moment: what it does, and what it holds in its registers, where nobody else sees it.
///
/// @param goroutine its number, from 1
/// @param call      the Go source of the call it is in; null before the first and after the last
/// @param flags     the value of flags it loaded and has not yet stored; null if none
/// @param count     the count it loaded and has not yet stored; null if none
/// @param hash      the hash of its key, in hex; null before it is computed
/// @param storage   serial number of the array or table it works on; null if none
/// @param bucket    the bucket or group it works on; null if none
/// @param cell      the cell or slot it works on; null if none
public record Lane(int goroutine, State state, @Nullable String call, @Nullable Long flags, @Nullable Long count,
        @Nullable String hash, @Nullable Integer storage, @Nullable Integer bucket, @Nullable Integer cell) {

    /// What a goroutine is doing.
    public enum State {
        /** Has not taken a step yet. */
        NOT_STARTED,
        /** Took the step that is shown. */
        RUNNING,
        /** Stands between two steps. */
        PREEMPTED,
        /** Waits for a lock. */
        BLOCKED,
        /** Has returned. */
        DONE,
        /** Raised the fault. */
        FAILED
    }
}
