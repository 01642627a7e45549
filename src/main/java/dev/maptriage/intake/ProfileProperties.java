package dev.maptriage.intake;

import dev.maptriage.profile.ProfileThresholds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// From which figures on profiles and the collector's log are worth a word.
///
/// @param contentionPer10s waiting for one lock
/// @param gcPause          one stop of the world
/// @param markAssist       marking by allocating goroutines in one cycle
/// @param syncMapShare     share of stacks in the `Store` of `sync.Map`, 0–1
@ConfigurationProperties("maptriage.profile")
record ProfileProperties(@DefaultValue("50ms") Duration contentionPer10s, @DefaultValue("5ms") Duration gcPause,
        @DefaultValue("1ms") Duration markAssist, @DefaultValue("0.3") double syncMapShare) {

    ProfileThresholds thresholds() {
        return new ProfileThresholds(contentionPer10s, gcPause, markAssist, syncMapShare);
    }
}
