package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// Incidents per day and category over the last days.
///
/// @param firstDay   day (UTC) of the first figure
/// @param perDay     figures of each category, oldest day first, today last; every category has an entry
/// @param openIssues issues nobody has resolved or ignored
/// @param incidents  sum of all figures
public record Overview(LocalDate firstDay, Map<Category, List<Integer>> perDay, long openIssues, long incidents) {

    public Overview {
        perDay = Map.copyOf(perDay);
    }
}
