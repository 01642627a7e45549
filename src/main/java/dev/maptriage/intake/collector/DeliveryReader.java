package dev.maptriage.intake.collector;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.maptriage.incident.Problem;
import dev.maptriage.intake.MemoryGate;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedInputStream;

/// Reads the body of a delivery within its limits: as sent, since signatures are over that, and as its coding makes it.
final class DeliveryReader {
    private static final byte[] SNAPPY_FRAMES = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

    /// Senders code a body once, and what stands between adds one at most.
    static final int MOST_CODINGS = 4;

    private final int sentLimit;
    private final int inflatedLimit;

    DeliveryReader(int sentLimit, int inflatedLimit) {
        this.sentLimit = sentLimit;
        this.inflatedLimit = inflatedLimit;
    }

    /// @throws Problem when the body is larger than allowed
    byte[] sent(HttpServletRequest request, MemoryGate.Ticket ticket) throws IOException {
        if (request.getContentLengthLong() > sentLimit) {
            throw tooLarge();
        }
        if (request.getContentLengthLong() > 0) {
            ticket.growTo(request.getContentLengthLong());
        }
        byte[] body = request.getInputStream().readNBytes(sentLimit + 1);
        if (body.length > sentLimit) {
            throw tooLarge();
        }
        ticket.growTo(body.length);
        return body;
    }

    /// Undoes the coding of a body, or codings, the last one applied first.
    ///
    /// @throws Problem             when it becomes larger than allowed, or the coding is not known
    /// @throws UnreadableException when it is damaged
    byte[] inflated(byte[] body, @Nullable String coding, boolean snappyByProtocol) throws UnreadableException {
        byte[] plain = body;
        String[] codings = coding == null ? new String[0] : coding.toLowerCase(Locale.ROOT).split(",", -1);
        if (codings.length > MOST_CODINGS) {
            throw new UnreadableException("it is coded more than " + MOST_CODINGS + " times");
        }
        boolean undone = false;
        for (int i = codings.length - 1; i >= 0; i--) {
            String name = codings[i].strip();
            if (!name.isEmpty() && !name.equals("identity")) {
                plain = inflated(plain, name);
                undone = true;
            }
        }
        return !undone && snappyByProtocol && plain.length > 0 ? inflated(plain, "snappy") : plain;
    }

    private byte[] inflated(byte[] body, String coding) throws UnreadableException {
        try {
            return switch (coding) {
                case "gzip", "x-gzip" -> all(new GZIPInputStream(new ByteArrayInputStream(body)));
                case "zstd" -> all(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body)));
                case "deflate", "zlib" -> all(new InflaterInputStream(new ByteArrayInputStream(body),
                        new Inflater(!hasZlibFrame(body))));
                case "snappy", "x-snappy-framed" -> snappy(body);
                default -> throw new Problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "problem.coding",
                        Cut.to(coding, 100)).with("accepted", java.util.List.of("gzip", "zstd", "deflate", "snappy"));
            };
        } catch (IOException e) {
            throw new UnreadableException("its " + Cut.to(coding, 20) + " is damaged or cut short");
        }
    }

    private byte[] all(InputStream in) throws IOException {
        try (in) {
            byte[] plain = in.readNBytes(inflatedLimit + 1);
            if (plain.length > inflatedLimit) {
                throw tooLarge();
            }
            return plain;
        }
    }

    /// A block as Loki's clients send it, or frames.
    private byte[] snappy(byte[] body) throws IOException {
        if (body.length >= SNAPPY_FRAMES.length
                && java.util.Arrays.equals(body, 0, SNAPPY_FRAMES.length, SNAPPY_FRAMES, 0, SNAPPY_FRAMES.length)) {
            return all(new SnappyFramedInputStream(new ByteArrayInputStream(body)));
        }
        if (Snappy.uncompressedLength(body) > inflatedLimit) {
            throw tooLarge();
        }
        if (!Snappy.isValidCompressedBuffer(body)) {
            throw new IOException("no snappy");
        }
        return Snappy.uncompress(body);
    }

    private static boolean hasZlibFrame(byte[] body) {
        return body.length > 1 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) % 31 == 0;
    }

    private Problem tooLarge() {
        return new Problem(HttpStatus.CONTENT_TOO_LARGE, "problem.delivery-too-large", mebibytes(sentLimit),
                mebibytes(inflatedLimit)).with("limit", Map.of("sentBytes", sentLimit, "inflatedBytes", inflatedLimit));
    }

    private static String mebibytes(int bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }
}
