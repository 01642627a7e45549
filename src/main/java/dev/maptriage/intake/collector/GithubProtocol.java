package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Webhooks in the style of GitHub: issues, comments and check runs may hold a crash in their text. Senders that only sign
/// that way are read as generic ones.
///
/// ```text
/// X-GitHub-Event: issues
/// {"action":"opened","issue":{"title":"cart crashes","body":"```\nfatal error: concurrent map writes\n…"},"repository":{"full_name":"shop/cart"}}
/// ```
final class GithubProtocol implements Protocol {
    private static final List<String> TEXTS = List.of("/comment/body", "/review/body", "/issue/body",
            "/pull_request/body", "/discussion/body", "/check_run/output/text", "/check_run/output/summary");
    private static final List<String> TIMES = List.of("/comment/created_at", "/issue/created_at",
            "/pull_request/created_at", "/check_run/completed_at");
    private static final List<String> TITLES = List.of("/issue/title", "/pull_request/title", "/discussion/title",
            "/check_run/name");

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        byte[] json = payload(sent);
        JsonNode body = Bodies.json(json);
        if (sent.header("X-GitHub-Event") == null && sent.header("X-Gitea-Event") == null) {
            List<CollectedRecord> found = RecordReader.json(json);
            return found == null ? Batch.EMPTY : Bodies.events(found);
        }
        if (Bodies.string(body, "/action").equals("deleted")) {
            return Batch.EMPTY;
        }
        List<CollectedRecord> found = new ArrayList<>();
        String text = first(body, TEXTS);
        if (!text.isBlank()) {
            String service = Bodies.string(body, "/repository/name");
            found.add(new CollectedRecord("", PubSubProtocol.nanos(first(body, TIMES)), text, false, null,
                    Map.of("title", first(body, TITLES), "service", service)));
        }
        // An issue's text is an event of its own, complete or not.
        return new Batch(null, List.of(), found, List.of());
    }

    /// Forms have the JSON in a field.
    private static byte[] payload(Sent sent) throws UnreadableException {
        if (!sent.type().equals("application/x-www-form-urlencoded")) {
            return sent.body();
        }
        for (String field : Bodies.text(sent.body()).split("&", -1)) {
            if (field.startsWith("payload=")) {
                try {
                    return java.net.URLDecoder.decode(field.substring("payload=".length()),
                            java.nio.charset.StandardCharsets.UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw new UnreadableException("its form is broken");
                }
            }
        }
        return sent.body();
    }

    private static String first(JsonNode body, List<String> pointers) {
        for (String pointer : pointers) {
            String found = Bodies.string(body, pointer);
            if (!found.isBlank()) {
                return found;
            }
        }
        return "";
    }
}
