package dev.maptriage.envelope;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// SHA-256 of a body. Short bodies are hashed at once, long ones on a second thread, beside reading and inflating: the
/// hash of 250 MB takes about as long as reading them.
final class BodyDigest implements AutoCloseable {
    private static final int CHUNK = 1 << 20;
    private static final byte[] END = {};
    private final MessageDigest digest = sha256();
    private final BlockingQueue<byte[]> full = new ArrayBlockingQueue<>(8);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(10);
    private byte[] chunk = new byte[64 << 10];
    private int length;
    private @Nullable Thread worker;

    /// Adds bytes, which are copied.
    void update(byte[] bytes, int count) throws IOException {
        for (int done = 0; done < count;) {
            if (length == chunk.length) {
                chunk = handOver();
                length = 0;
            }
            int part = Math.min(count - done, chunk.length - length);
            System.arraycopy(bytes, done, chunk, length, part);
            length += part;
            done += part;
        }
    }

    private byte[] handOver() throws IOException {
        if (worker == null && chunk.length < CHUNK) {
            digest.update(chunk, 0, length);
            return new byte[Math.min(4 * chunk.length, CHUNK)];
        }
        if (worker == null) {
            worker = Thread.ofPlatform().daemon().name("envelope-digest").start(this::work);
        }
        put(chunk);
        byte[] used = free.poll();
        return used == null ? new byte[CHUNK] : used;
    }

    private void put(byte[] bytes) throws IOException {
        try {
            full.put(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while hashing");
        }
    }

    private void work() {
        try {
            for (byte[] bytes = full.take(); bytes.length > 0; bytes = full.take()) {
                digest.update(bytes);
                free.offer(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The hash of all bytes so far; ends the collecting.
    String hex() throws IOException {
        if (worker != null) {
            put(END);
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while hashing");
            }
        }
        digest.update(chunk, 0, length);
        length = 0;
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
