package dev.maptriage.reproduction;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much reproducing may cost.
///
/// @param automatic whether incidents are reproduced as they come in
/// @param queue     how many simulations may wait before further requests are told to come back
/// @param time      how long one exploration may take
/// @param patience  how long a request waits for its simulation before it answers that it goes on
@ConfigurationProperties("maptriage.reproduction")
record ReproductionProperties(@DefaultValue("true") boolean automatic, @DefaultValue("200") int queue,
        @DefaultValue("1s") Duration time, @DefaultValue("2s") Duration patience) {}
