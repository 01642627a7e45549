package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;

/// How likely a fix holds, from the silence since.
///
/// Crashes are taken for a Poisson process of the rate before the fix. If nothing had been fixed, no crash in `t` hours would
/// have the probability `e^(-rate·t)`: the smaller it is, the surer the fix. The traffic since is taken for that of before,
/// which nobody but the reader knows.
///
/// @param since           when it was resolved
/// @param crashesPerHour  before the fix
/// @param hoursSince      how long ago that is
/// @param silenceByChance probability of so long a silence although nothing was fixed
/// @param hoursToBeSure   further hours of silence until that probability is 1 %; 0 when it is there
@Schema(name = "FixOdds")
public record FixOdds(Instant since, double crashesPerHour, double hoursSince, double silenceByChance,
        double hoursToBeSure) {
    private static final double SURE = 0.01;
    private static final Duration SHORTEST = Duration.ofHours(24);

    /// @param crashes     incidents in the time before the fix
    /// @param from        when that time began
    static FixOdds of(long crashes, Instant from, Instant since, Instant now) {
        Duration before = Duration.between(from, since);
        double hours = (before.compareTo(SHORTEST) < 0 ? SHORTEST : before).toSeconds() / 3_600.0;
        double rate = Math.max(1, crashes) / hours;
        double silent = Math.max(0, Duration.between(since, now).toSeconds() / 3_600.0);
        return new FixOdds(since, round(rate), round(silent), round(Math.exp(-rate * silent)),
                round(Math.max(0, -Math.log(SURE) / rate - silent)));
    }

    private static double round(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
