package dev.maptriage.intake;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.SourceLabels;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/// Reads an upload's type, labels and body off its request. Of the body nothing is read before it is known to be welcome.
final class UploadBody {
    /// Types whose bytes are taken as they are; what they hold is seen from the bytes.
    private static final List<MediaType> RAW = MediaType.parseMediaTypes(
            "text/*, application/octet-stream, application/x-www-form-urlencoded, application/gzip, application/x-gzip,"
                    + " application/zstd, application/x-zstd, application/zip, application/x-zip-compressed,"
                    + " application/x-tar, application/x-gtar, application/x-ndjson, application/ndjson,"
                    + " application/jsonl, application/x-jsonlines, application/json-seq, binary/octet-stream");
    private static final List<String> ACCEPTED = List.of("text/plain", "application/octet-stream",
            "application/x-www-form-urlencoded", "multipart/form-data", "application/gzip", "application/zstd",
            "application/zip", "application/x-tar", "application/x-ndjson", "application/json");
    private static final int MAX_FIELD = 4 << 10;

    private final HttpServletRequest request;
    private final long sentLimit;
    private final Map<String, String> query;

    UploadBody(HttpServletRequest request, long sentLimit) {
        this.request = request;
        this.sentLimit = sentLimit;
        this.query = QueryString.parse(request.getQueryString());
    }

    /// @throws Problem           when type or labels cannot be read
    /// @throws EnvelopeException when the body is announced as too large, or broken
    TriageRequest read() throws IOException {
        MediaType type = type();
        if (request.getContentLengthLong() > sentLimit && !isForm(type)) {
            throw tooLarge();
        }
        // Before the body, so that a wrong time is told at once.
        SourceLabels labels = labels(Map.of());
        if (isForm(type)) {
            return form();
        }
        if (type != null && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))) {
            return json();
        }
        if (type != null && RAW.stream().noneMatch(raw -> raw.includes(type))) {
            throw unsupported(type.toString());
        }
        return new TriageRequest(request.getInputStream(), encoding(), request.getContentLengthLong(), false,
                () -> labels, key());
    }

    private @Nullable MediaType type() {
        String header = request.getContentType();
        try {
            return header == null || header.isBlank() ? null : MediaType.parseMediaType(header);
        } catch (InvalidMediaTypeException e) {
            throw unsupported(header);
        }
    }

    private static Problem unsupported(String type) {
        return new Problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "problem.unsupported-type", type).with("accepted",
                ACCEPTED);
    }

    private EnvelopeException.TooLarge tooLarge() {
        return new EnvelopeException.TooLarge("The body is larger than allowed", "sentBytes", sentLimit);
    }

    private static boolean isForm(@Nullable MediaType type) {
        return type != null && type.getType().equals("multipart");
    }

    private @Nullable String encoding() {
        String encoding = request.getHeader("Content-Encoding");
        return encoding == null || encoding.isBlank() ? null : encoding;
    }

    private @Nullable String key() {
        String key = request.getHeader("Idempotency-Key");
        return key == null || key.isBlank() ? null : key.strip();
    }

    private TriageRequest json() throws IOException {
        InputStream body = new SentLimit(request.getInputStream());
        String encoding = encoding();
        if (encoding != null) {
            for (String name : encoding.toLowerCase(Locale.ROOT).split(",", -1)) {
                body = decoded(body, name.strip());
            }
        }
        JsonBody json = JsonBody.of(body);
        return new TriageRequest(json.stream(), null, request.getContentLengthLong(), true,
                () -> labels(json.labels()), key());
    }

    private static InputStream decoded(InputStream body, String encoding) throws IOException {
        try {
            return switch (encoding) {
                case "", "identity" -> body;
                case "gzip", "x-gzip" -> new Inflated(new GZIPInputStream(body, 16 << 10));
                case "zstd" -> new Inflated(new ZstdInputStreamNoFinalizer(body));
                case "deflate" -> new Inflated(new InflaterInputStream(body));
                default -> throw new EnvelopeException.Unsupported("Content-Encoding " + encoding
                        + " is not known here; gzip, zstd and deflate are");
            };
        } catch (ZipException | EOFException e) {
            throw new EnvelopeException.Broken("it is no " + encoding);
        }
    }

    private TriageRequest form() throws IOException {
        List<Part> files = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        for (Part part : parts()) {
            if (isFile(part)) {
                files.add(part);
            } else {
                fields.put(part.getName(), field(part));
            }
        }
        files.removeIf(file -> file.getSize() == 0 && files.size() > 1);
        if (files.isEmpty()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.no-file");
        }
        long size = files.stream().mapToLong(Part::getSize).sum();
        if (size > sentLimit) {
            throw tooLarge();
        }
        SourceLabels labels = labels(fields);
        InputStream body = files.size() == 1 ? files.getFirst().getInputStream() : new PartsAsZip(files);
        return new TriageRequest(body, null, size, files.size() > 1, () -> labels, key());
    }

    private static boolean isFile(Part part) {
        return part.getSubmittedFileName() != null || part.getName().equals("trace") || part.getName().equals("file");
    }

    private static String field(Part part) throws IOException {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readNBytes(MAX_FIELD), StandardCharsets.UTF_8);
        }
    }

    private List<Part> parts() throws IOException {
        try {
            return List.copyOf(request.getParts());
        } catch (IllegalStateException beyondLimits) {
            // The container throws it for a form or a file beyond its limits, and for nothing else that can happen here.
            throw tooLarge();
        } catch (ServletException broken) {
            throw new EnvelopeException.Broken("it is no multipart form");
        }
    }

    /// Query before header before what stands in the body.
    private SourceLabels labels(Map<String, String> inBody) {
        return new SourceLabels(label("service", inBody), label("environment", inBody), label("release", inBody),
                label("host", inBody), label("title", inBody), time(label("occurredAt", inBody)));
    }

    private @Nullable String label(String name, Map<String, String> inBody) {
        String inQuery = query.get(name);
        if (inQuery != null && !inQuery.isBlank()) {
            return inQuery;
        }
        String inHeader = header("X-Maptriage-" + name);
        if (inHeader == null && name.equals("occurredAt")) {
            inHeader = header("X-Maptriage-Occurred-At");
        }
        return inHeader != null ? inHeader : inBody.get(name);
    }

    /// Containers read headers as ISO 8859-1; what is UTF-8 is taken for that.
    private @Nullable String header(String name) {
        String value = request.getHeader(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        String utf8 = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.indexOf('\uFFFD') < 0 ? utf8 : value;
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Times.parse(text);
        } catch (DateTimeException e) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.occurred-at", text.strip());
        }
    }

    /// Counts what the sender sends where it is unpacked before the pipeline sees it.
    private final class SentLimit extends FilterInputStream {
        private long count;

        SentLimit(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) throws IOException {
            count += bytes;
            if (count > sentLimit) {
                throw tooLarge();
            }
        }
    }

    /// Tells broken compression from a broken connection.
    private static final class Inflated extends FilterInputStream {
        Inflated(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (EnvelopeException e) {
                throw e;
            } catch (IOException e) {
                throw new EnvelopeException.Broken("it is damaged or cut short");
            }
        }
    }
}
