package dev.maptriage.notification;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is told, made once: each channel dresses it in its own way.
///
/// @param event    name for programs
/// @param at       when it happened
/// @param title    of the issue
/// @param subject  one line
/// @param sentence what happened
/// @param url      page of the issue
/// @param category of the issue; null in a test
/// @param facts    with words of the reader's language
/// @param data     all of it for programs
record Letter(String event, String at, String title, String subject, String sentence, @Nullable UUID issueId,
        String url, @Nullable String category, List<Fact> facts, JsonNode data) {

    Letter {
        facts = List.copyOf(facts);
    }

    record Fact(String label, String value) {}

    /// The text of a mail.
    String plain() {
        StringBuilder text = new StringBuilder(title).append("\n\n").append(sentence).append("\n\n");
        facts.forEach(fact -> text.append(fact.label).append(": ").append(fact.value).append('\n'));
        return text.append('\n').append(url).append('\n').toString();
    }
}
