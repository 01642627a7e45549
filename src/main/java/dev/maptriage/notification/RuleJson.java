package dev.maptriage.notification;

import dev.maptriage.incident.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/// Reads a draft of a rule. A member that is null clears; one that is not known is a mistake somebody wants to hear of.
final class RuleJson {
    private static final List<String> MEMBERS = List.of("name", "enabled", "causes", "category", "service",
            "environment",
            "spikeCount", "spikeMinutes", "channel", "target", "language", "cooldownMinutes", "hourlyCap", "secret");

    private RuleJson() {}

    static RuleDraft draft(JsonNode node) {
        for (String member : node.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw new Problem(HttpStatus.BAD_REQUEST, "problem.rule-member",
                        member.substring(0, Math.min(member.length(), 100)), String.join(", ", MEMBERS))
                        .with("parameter", member).with("accepted", MEMBERS);
            }
        }
        return new RuleDraft(text(node, "name"), flag(node), causes(node), text(node, "category"),
                text(node, "service"), text(node, "environment"), number(node, "spikeCount"),
                number(node, "spikeMinutes"), text(node, "channel"), text(node, "target"), text(node, "language"),
                number(node, "cooldownMinutes"), number(node, "hourlyCap"), text(node, "secret"));
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        if (value == null) {
            return null;
        }
        if (value.isNull()) {
            return "";
        }
        if (value.isContainer()) {
            throw mistake(member, value);
        }
        return value.asString();
    }

    private static @Nullable Boolean flag(JsonNode node) {
        JsonNode value = node.get("enabled");
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw mistake("enabled", value);
        }
        return value.booleanValue();
    }

    private static @Nullable Integer number(JsonNode node, String member) {
        JsonNode value = node.get(member);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw mistake(member, value);
        }
        return value.intValue();
    }

    private static @Nullable List<String> causes(JsonNode node) {
        JsonNode value = node.get("causes");
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            throw mistake("causes", value);
        }
        List<String> causes = new ArrayList<>();
        value.forEach(cause -> causes.add(cause.isString() ? cause.stringValue() : cause.toString()));
        return causes;
    }

    private static Problem mistake(String member, JsonNode value) {
        String text = value.toString();
        return new Problem(HttpStatus.BAD_REQUEST, "problem.bad-parameter", member,
                text.substring(0, Math.min(text.length(), 100))).with("parameter", member);
    }
}
