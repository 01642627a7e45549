package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Incidents over a span of time by category, and by service and hour of the day.
///
/// @param from     start of the first step
/// @param step     an hour or a day (UTC)
/// @param perStep  figures of each category, oldest first; every category has an entry
/// @param services the services with most incidents, most first
public record Overview(Instant from, Duration step, Map<Category, List<Integer>> perStep, List<ServiceHours> services) {

    public Overview {
        perStep = Map.copyOf(perStep);
        services = List.copyOf(services);
    }

    /// The day of one service.
    ///
    /// @param service empty where incidents name none
    /// @param perHour sums over all days for each of the 24 hours (UTC)
    public record ServiceHours(String service, List<Long> perHour) {

        public ServiceHours {
            perHour = List.copyOf(perHour);
        }

        /// All of them.
        public long sum() {
            return perHour.stream().mapToLong(Long::longValue).sum();
        }
    }

    /// An issue and how often it was seen in a span of time.
    public record Frequent(Issue issue, long count) {}
}
