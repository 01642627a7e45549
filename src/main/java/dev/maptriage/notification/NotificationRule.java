package dev.maptriage.notification;

import dev.maptriage.diagnosis.Category;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wants to hear of, and where. Its keys are not part of it.
///
/// @param causes          at least one
/// @param category        issues of this category only; null for any
/// @param service         incidents of this service only; null for any
/// @param environment     incidents of this environment only; null for any
/// @param spikeCount      incidents of one issue that are a spike
/// @param spikeMinutes    within so many minutes
/// @param target          an address of the web, or addresses of mail separated by commas
/// @param language        of sentences, as a language tag
/// @param cooldownMinutes for how long an issue that was told of is not told of again
/// @param hourlyCap       how many notifications an hour may have
/// @param problem         why it is switched off although nobody switched it off; null otherwise
public record NotificationRule(UUID id, String name, boolean enabled, Set<Cause> causes, @Nullable Category category,
        @Nullable String service, @Nullable String environment, int spikeCount, int spikeMinutes, Channel channel,
        String target, String language, int cooldownMinutes, int hourlyCap, @Nullable String problem, String createdBy,
        Instant createdAt) {
    private static final int SHOWN = 4;

    public NotificationRule {
        causes = Set.copyOf(causes);
    }

    /// The target as it may be shown: addresses of chat systems and webhooks hold secrets in their paths.
    public String shownTarget() {
        if (channel == Channel.EMAIL) {
            return target;
        }
        URI address = URI.create(target);
        String path = target.substring(target.indexOf("//") + 2).replaceFirst("^[^/?#]*", "");
        String place = address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort());
        return path.length() <= 2 * SHOWN ? place + path : place + "/…" + path.substring(path.length() - SHOWN);
    }
}
