package dev.maptriage.notification;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes what is told, and dresses it for each channel.
@Component
class Letters {
    private final Issues issues;
    private final Incidents incidents;
    private final Words words;
    private final NotificationProperties properties;
    private final JsonMapper json;

    Letters(Issues issues, Incidents incidents, Words words, NotificationProperties properties, JsonMapper json) {
        this.issues = issues;
        this.incidents = incidents;
        this.words = words;
        this.properties = properties;
        this.json = json;
    }

    /// Writes it in the language of the rule.
    ///
    /// @param held how many others the rule's cap has held back before this one
    Letter write(NotificationRule rule, Cause cause, @Nullable UUID issueId, @Nullable UUID incidentId,
            @Nullable Long spikeSeen, long held, Instant at) {
        Locale locale = Locale.forLanguageTag(rule.language());
        Issue issue = Optional.ofNullable(issueId).flatMap(issues::find).orElse(null);
        Incident incident = Optional.ofNullable(incidentId).flatMap(incidents::find).orElse(null);
        String title = issue == null
                ? words.of(locale, "notification.title." + rest(cause), rule.name())
                : issue.title();
        String sentence = sentence(rule, cause, issue, spikeSeen, locale);
        if (held > 0) {
            sentence += " " + words.of(locale, "notification.held", held);
        }
        String url = properties.page(issue == null ? "/notifications" : "/issues/" + issue.id());
        return new Letter(cause.event(), at.toString(), title,
                words.of(locale, "notification.subject." + cause, title).replaceAll("\\s+", " "), sentence, issueId,
                url,
                issue == null ? null : issue.category().name(), facts(rule, issue, incident, locale),
                json.valueToTree(data(rule, cause, issue, incident, spikeSeen, held)));
    }

    private static String rest(Cause cause) {
        return cause == Cause.TEST ? "TEST" : "GONE";
    }

    private String sentence(NotificationRule rule, Cause cause, @Nullable Issue issue, @Nullable Long spikeSeen,
            Locale locale) {
        return switch (cause) {
            case NEW -> words.of(locale, "notification.sentence.NEW");
            case REGRESSED -> issue != null && issue.resolvedIn() != null
                    ? words.of(locale, "notification.sentence.REGRESSED.release", issue.resolvedIn())
                    : words.of(locale, "notification.sentence.REGRESSED");
            case SPIKE -> words.of(locale, "notification.sentence.SPIKE", spikeSeen == null ? 0 : spikeSeen,
                    rule.spikeMinutes());
            case TEST -> words.of(locale, "notification.sentence.TEST", rule.name());
        };
    }

    private List<Letter.Fact> facts(NotificationRule rule, @Nullable Issue issue, @Nullable Incident incident,
            Locale locale) {
        List<Letter.Fact> facts = new ArrayList<>();
        if (issue != null) {
            fact(facts, "notification.fact.kind", words.of(locale, "kind." + issue.kind()), locale);
            fact(facts, "notification.fact.count", String.valueOf(issue.count()), locale);
        }
        if (incident != null) {
            CodePoint culprit = incident.diagnosis().culprit();
            fact(facts, "notification.fact.culprit", culprit == null ? null : place(culprit), locale);
            fact(facts, "notification.fact.service", incident.labels().service(), locale);
            fact(facts, "notification.fact.environment", incident.labels().environment(), locale);
            fact(facts, "notification.fact.release", incident.labels().release(), locale);
            if (!incident.diagnosis().advice().isEmpty()) {
                fact(facts, "notification.fact.fix",
                        words.of(incident.diagnosis().advice().getFirst().title(), locale), locale);
            }
        }
        fact(facts, "notification.fact.rule", rule.name(), locale);
        return facts;
    }

    private void fact(List<Letter.Fact> facts, String key, @Nullable String value, Locale locale) {
        if (value != null) {
            facts.add(new Letter.Fact(words.of(locale, key), value));
        }
    }

    private static String place(CodePoint culprit) {
        return culprit.file() == null
                ? culprit.function()
                : culprit.function() + " (" + culprit.file() + (culprit.line() == null ? "" : ":" + culprit.line())
                        + ")";
    }

    private Map<String, Object> data(NotificationRule rule, Cause cause, @Nullable Issue issue,
            @Nullable Incident incident, @Nullable Long spikeSeen, long held) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("issue", issue == null ? null : issue(issue));
        data.put("incident", incident == null ? null : incident(incident));
        data.put("spike", cause == Cause.SPIKE
                ? Map.of("count", spikeSeen == null ? 0 : spikeSeen, "minutes", rule.spikeMinutes())
                : null);
        data.put("rule", Map.of("id", rule.id(), "name", rule.name()));
        data.put("heldBack", held);
        return data;
    }

    private Map<String, Object> issue(Issue issue) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", issue.id());
        facts.put("fingerprint", issue.fingerprint());
        facts.put("title", issue.title());
        facts.put("category", issue.category());
        facts.put("kind", issue.kind());
        facts.put("status", issue.status());
        facts.put("regressed", issue.regressed());
        facts.put("count", issue.count());
        facts.put("firstSeen", issue.firstSeen());
        facts.put("lastSeen", issue.lastSeen());
        facts.put("firstRelease", issue.firstRelease());
        facts.put("lastRelease", issue.lastRelease());
        facts.put("services", issue.services());
        facts.put("assignee", issue.assignee());
        facts.put("url", properties.page("/issues/" + issue.id()));
        return facts;
    }

    private Map<String, Object> incident(Incident incident) {
        Map<String, Object> facts = new LinkedHashMap<>();
        CodePoint culprit = incident.diagnosis().culprit();
        facts.put("id", incident.id());
        facts.put("message", incident.diagnosis().message());
        facts.put("function", culprit == null ? null : culprit.function());
        facts.put("file", culprit == null ? null : culprit.file());
        facts.put("line", culprit == null ? null : culprit.line());
        facts.put("confidence", incident.diagnosis().confidence());
        facts.put("service", incident.labels().service());
        facts.put("environment", incident.labels().environment());
        facts.put("release", incident.labels().release());
        facts.put("host", incident.labels().host());
        facts.put("occurredAt", incident.seenAt());
        facts.put("url", properties.page("/incidents/" + incident.id()));
        return facts;
    }

    /// As it is kept between attempts.
    String text(Letter letter) {
        return json.writeValueAsString(letter);
    }

    Letter read(String text) {
        return json.readValue(text, Letter.class);
    }

    /// As Standard Webhooks have it.
    String webhook(Letter letter) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", letter.event());
        body.put("timestamp", letter.at());
        body.put("data", letter.data());
        return json.writeValueAsString(body);
    }

    /// A message with one attachment, which all chat systems that read Slack's messages know.
    String slack(Letter letter) {
        List<Map<String, Object>> fields = new ArrayList<>();
        letter.facts().forEach(fact -> fields
                .add(Map.of("title", fact.label(), "value", chat(fact.value()), "short", fact.value().length() < 40)));
        Map<String, Object> attachment = new LinkedHashMap<>();
        attachment.put("color", colour(letter.category()));
        attachment.put("title", chat(letter.title()));
        attachment.put("title_link", letter.url());
        attachment.put("text", chat(letter.sentence()));
        attachment.put("fallback", letter.subject());
        attachment.put("fields", fields);
        return json.writeValueAsString(Map.of("text", chat(letter.subject()), "attachments", List.of(attachment)));
    }

    /// Three characters mean something in a message; everything else is as it is.
    private static String chat(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String colour(@Nullable String category) {
        return switch (category == null ? Category.OTHER : Category.valueOf(category)) {
            case NIL_MAP_WRITE -> "#6a37c2";
            case CONCURRENT_WRITE -> "#b3261e";
            case GROWTH_CONTENTION -> "#855000";
            case OTHER -> "#4a5968";
        };
    }
}
