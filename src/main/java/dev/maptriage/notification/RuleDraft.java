package dev.maptriage.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule as somebody writes it. What is null is left as it is, or as usual in a new rule; an empty text clears.
///
/// @param secret `whsec_` and base64, to sign with; null: one is made
public record RuleDraft(@Nullable String name, @Nullable Boolean enabled, @Nullable List<String> causes,
        @Nullable String category, @Nullable String service, @Nullable String environment,
        @Nullable Integer spikeCount, @Nullable Integer spikeMinutes, @Nullable String channel,
        @Nullable String target, @Nullable String language, @Nullable Integer cooldownMinutes,
        @Nullable Integer hourlyCap, @Nullable String secret) {

    /// A change of nothing but whether the rule is on.
    public static RuleDraft enabled(boolean enabled) {
        return new RuleDraft(null, enabled, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
