package dev.maptriage.intake.collector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// What the compressed parts of one delivery may become together, however many they are.
final class Room {
    private final Parts parts = new Parts();
    private int left;

    /// @param bytes most bytes of all parts
    Room(int bytes) {
        left = bytes;
    }

    /// Undoes gzip if there is any.
    ///
    /// @throws UnreadableException when it is damaged, or there is no room for it, or there are too many records in it
    byte[] gunzip(byte[] bytes) throws UnreadableException {
        byte[] plain = unpacked(bytes);
        parts.take(plain);
        return plain;
    }

    private byte[] unpacked(byte[] bytes) throws UnreadableException {
        if (bytes.length < 2 || (bytes[0] & 0xff) != 0x1f || (bytes[1] & 0xff) != 0x8b) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(left + 1);
            if (plain.length > left) {
                throw new UnreadableException("its compressed parts are larger than allowed");
            }
            left -= plain.length;
            return plain;
        } catch (IOException e) {
            throw new UnreadableException("a compressed part of it is damaged");
        }
    }
}
