package dev.maptriage.incident;

import java.time.Instant;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/// New ids: UUIDv7, so that they sort by time and inserts hit the end of every index.
public final class Ids {
    private Ids() {}

    @SuppressWarnings("NullAway") // the strategy ignores the session
    public static UUID next() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }

    /// Ids that are made at this time or later are not smaller.
    public static UUID earliest(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
    }
}
