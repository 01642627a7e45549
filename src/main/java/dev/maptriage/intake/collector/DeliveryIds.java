package dev.maptriage.intake.collector;

import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/// New ids that sort by time.
final class DeliveryIds {
    private DeliveryIds() {}

    @SuppressWarnings("NullAway") // the strategy ignores the session
    static UUID next() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
