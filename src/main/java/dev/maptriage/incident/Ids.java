package dev.maptriage.incident;

import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/// New ids: UUIDv7, so that they sort by time and inserts hit the end of every index.
final class Ids {
    private Ids() {}

    @SuppressWarnings("NullAway") // the strategy ignores the session
    static UUID next() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
