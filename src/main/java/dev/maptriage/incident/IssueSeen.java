package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An issue is being counted once more, told inside the transaction that does it: the issue's row is locked until its end.
///
/// @param incident  the incident; null where a crash loop is only counted
/// @param created   whether the issue is new
/// @param regressed whether it comes back with this after it had been resolved
/// @param muted     whether somebody ignores it
public record IssueSeen(UUID issue, @Nullable UUID incident, boolean created, boolean regressed, boolean muted,
        Category category, SourceLabels labels) {}
