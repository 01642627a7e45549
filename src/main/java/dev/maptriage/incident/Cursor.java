package dev.maptriage.incident;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/// Where a page ended: what the list is sorted by and the id of its last item, opaque to clients.
///
/// @param kind  one letter per order, so that a cursor is never taken for one of another list
/// @param value the last item's sort value as a number; 0 where the id alone sorts
public record Cursor(char kind, long value, UUID id) {

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(25).put((byte) kind).putLong(value).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Reads a cursor of the given kind.
    ///
    /// @throws Problem when it is none
    public static Cursor parse(String text, char kind) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.strip()));
            if (bytes.remaining() == 25 && bytes.get() == kind) {
                return new Cursor(kind, bytes.getLong(), new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException notBase64) {
            // Falls through to the one answer for all that is no cursor of ours.
        }
        throw Problem.badRequest("problem.cursor");
    }
}
