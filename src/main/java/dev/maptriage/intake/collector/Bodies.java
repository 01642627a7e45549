package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.envelope.RecordReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What protocols share when they read bodies.
final class Bodies {
    private static final int DEPTH = 200;
    /// Most values, names and brackets of one JSON text: what its tree takes is many times what it is long.
    static final int TOKENS = 4_000_000;
    /// A text up to this size stays in one piece; a longer one is taken line by line.
    private static final int ONE_RECORD = 256 << 10;
    static final JsonMapper JSON = JsonMapper
            .builder(JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH).maxTokenCount(TOKENS).maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(1000).build()).build())
            .build();

    private Bodies() {}

    static JsonNode json(byte[] body) throws UnreadableException {
        try {
            JsonNode node = JSON.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw new UnreadableException("it is empty, and JSON was expected");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new UnreadableException(
                    "its JSON has more than " + TOKENS + " values or is nested deeper than " + DEPTH);
        } catch (JacksonException e) {
            throw new UnreadableException("it is no JSON");
        }
    }

    static String text(byte[] body) {
        Charset charset = StandardCharsets.UTF_8;
        int from = 0;
        if (body.length > 2 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb && (body[2] & 0xff) == 0xbf) {
            from = 3;
        } else if (body.length > 1 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) == 0xfeff) {
            charset = StandardCharsets.UTF_16;
        } else if (body.length > 1 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) == 0xfffe) {
            charset = StandardCharsets.UTF_16;
        }
        return new String(body, from, body.length - from, charset);
    }

    /// Records of a text: itself, or its lines when it is long.
    static List<CollectedRecord> records(String text) {
        if (text.length() <= ONE_RECORD) {
            return text.isEmpty() ? List.of() : List.of(CollectedRecord.of(text));
        }
        return text.lines().map(CollectedRecord::of).toList();
    }

    static boolean looksLikeJson(byte[] body) {
        for (byte b : body) {
            if (b == '{' || b == '[') {
                return true;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t' && b != 0x1e && (b & 0xff) != 0xef && (b & 0xff) != 0xbb
                    && (b & 0xff) != 0xbf) {
                return false;
            }
        }
        return false;
    }

    /// Records of something that may be JSON or text.
    ///
    /// @param nested whether texts that are objects are opened, too
    static List<CollectedRecord> records(byte[] body, boolean nested) {
        if (looksLikeJson(body)) {
            List<CollectedRecord> found = nested ? RecordReader.nestedJson(body) : RecordReader.json(body);
            if (found != null) {
                return found;
            }
        }
        return records(text(body));
    }

    /// Things that happened: what is a crash by itself needs no joining.
    static Batch events(List<CollectedRecord> found) {
        List<CollectedRecord> records = new ArrayList<>();
        List<CollectedRecord> texts = new ArrayList<>();
        found.forEach(record -> (RecordJoiner.isComplete(record.text()) ? texts : records).add(record));
        return new Batch(null, records, texts, List.of());
    }

    static byte[] base64(String text) throws UnreadableException {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("what should be base64 is not");
        }
    }

    /// A member's text; empty when it is missing or something else.
    static String string(JsonNode node, String pointer) {
        JsonNode found = node.at(pointer);
        return found.isString() ? found.stringValue() : found.isNumber() ? found.asString() : "";
    }

    /// A record with these labels where its own are missing.
    static CollectedRecord labelled(CollectedRecord record, Map<String, String> more) {
        Map<String, String> labels = new java.util.HashMap<>(more);
        labels.putAll(record.labels());
        return record.labelled(labels);
    }
}
