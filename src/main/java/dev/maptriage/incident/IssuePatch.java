package dev.maptriage.incident;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A change of an issue as a merge patch (RFC 7396): what is not named stays, an empty value clears.
///
/// @param changes the named fields
/// @param reason  why; null when nobody says
public record IssuePatch(Map<IssueField, Optional<String>> changes, @Nullable String reason) {
    private static final String REASON = "reason";

    public IssuePatch {
        changes = changes.isEmpty() ? Map.of() : new EnumMap<>(changes);
    }

    /// A change of one field.
    public static IssuePatch of(IssueField field, @Nullable String value) {
        return new IssuePatch(Map.of(field, Optional.ofNullable(value)), null);
    }

    /// This change and one of another field.
    public IssuePatch and(IssueField field, @Nullable String value) {
        Map<IssueField, Optional<String>> both = new EnumMap<>(IssueField.class);
        both.putAll(changes);
        both.put(field, Optional.ofNullable(value));
        return new IssuePatch(both, reason);
    }

    /// Reads a JSON object.
    ///
    /// @throws Problem when it is none, or names what cannot be changed
    static IssuePatch read(byte[] body, JsonMapper json) {
        JsonNode node = tree(body, json);
        Map<IssueField, Optional<String>> changes = new EnumMap<>(IssueField.class);
        String reason = null;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            if (name.equals(REASON)) {
                reason = text(member.getValue()).orElse(null);
                continue;
            }
            IssueField field = IssueField.of(name).filter(known -> known != IssueField.REGRESSED)
                    .orElseThrow(() -> Problem.badRequest("problem.issue-unknown-field", Columns.text(name, 100))
                            .with("parameter", name).with("accepted", IssueField.patchable()));
            if (member.getValue().isContainer()) {
                throw field.refuse(member.getValue().toString());
            }
            changes.put(field, text(member.getValue()));
        }
        return new IssuePatch(changes, reason);
    }

    private static Optional<String> text(JsonNode value) {
        return value.isNull() ? Optional.empty() : Optional.of(value.asString());
    }

    /// Reads any JSON object.
    static JsonNode tree(byte[] body, JsonMapper json) {
        try {
            JsonNode node = json.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JacksonException notJson) {
            // Falls through to the one answer for all that is no object.
        }
        throw Problem.badRequest("problem.no-object");
    }
}
