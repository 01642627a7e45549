package dev.maptriage.profile;

import java.time.Duration;

/// From which figures on a profile or a collector's log is worth a word. They mark a place to look at; none of them
/// proves that a map is the cause.
///
/// @param contentionPer10s waiting time of one lock per 10 s, where the profile says how long it was taken
/// @param gcPause          one stop of the world
/// @param markAssist       CPU time that allocating goroutines spent on marking in one cycle
/// @param syncMapShare     share of stacks in `sync.(*Map).Store` that makes a long assist worth a word, 0–1
public record ProfileThresholds(Duration contentionPer10s, Duration gcPause, Duration markAssist,
        double syncMapShare) {

    public static final ProfileThresholds DEFAULT = new ProfileThresholds(Duration.ofMillis(50), Duration.ofMillis(5),
            Duration.ofMillis(1), 0.3);

    public ProfileThresholds {
        if (contentionPer10s.isNegative() || gcPause.isNegative() || markAssist.isNegative() || syncMapShare < 0
                || syncMapShare > 1) {
            throw new IllegalArgumentException("thresholds are not negative, and a share is at most 1");
        }
    }
}
