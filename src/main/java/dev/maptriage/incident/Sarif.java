package dev.maptriage.incident;

import dev.maptriage.diagnosis.Advice;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.StackLine;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/// Writes diagnoses as SARIF 2.1.0, which code scanners and editors read: a result per crash at the culprit's line, the other
/// party as related location, both stacks, and the fingerprint by which the reader tells known results.
@Component
public class Sarif {
    /// The media type of the format.
    public static final String TYPE = "application/sarif+json";
    private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String TEXT = "text";

    private final Words words;
    private final String version;

    Sarif(Words words, ObjectProvider<BuildProperties> build) {
        this.words = words;
        this.version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("development");
    }

    /// A log with one run.
    public Map<String, Object> of(List<Incident> incidents, Locale locale) {
        return log(incidents.stream().map(incident -> new Crash(incident.diagnosis(), 1)).toList(), locale);
    }

    /// A log with one result: the issue, as its latest incident shows it.
    Map<String, Object> of(Issue issue, Incident latest, Locale locale) {
        return log(List.of(new Crash(latest.diagnosis(), Math.clamp(issue.count(), 1, Integer.MAX_VALUE))), locale);
    }

    private record Crash(Diagnosis diagnosis, int count) {}

    private Map<String, Object> log(List<Crash> crashes, Locale locale) {
        List<Kind> kinds = crashes.stream().map(crash -> crash.diagnosis().kind()).distinct().toList();
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "maptriage");
        driver.put("version", version);
        driver.put("rules", kinds.stream().map(kind -> rule(kind, locale)).toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", crashes.stream().map(crash -> result(crash, kinds, locale)).toList());
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return log;
    }

    private Map<String, Object> rule(Kind kind, Locale locale) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("id", kind.name());
        rule.put("shortDescription", text(words.of(locale, "kind." + kind)));
        return rule;
    }

    private Map<String, Object> result(Crash crash, List<Kind> kinds, Locale locale) {
        Diagnosis diagnosis = crash.diagnosis();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", diagnosis.kind().name());
        result.put("ruleIndex", kinds.indexOf(diagnosis.kind()));
        result.put("level", diagnosis.category().isMapFailure() ? "error" : "warning");
        result.put("message", text(message(diagnosis, locale)));
        CodePoint culprit = diagnosis.culprit();
        if (culprit != null) {
            result.put("locations", List.of(location(culprit, null)));
        }
        CodePoint other = diagnosis.counterpart().at();
        if (other != null) {
            result.put("relatedLocations",
                    List.of(location(other, text(words.of(locale, "sarif.counterpart", other.function())))));
        }
        List<Map<String, Object>> stacks = diagnosis.parties().stream().filter(party -> !party.stack().isEmpty())
                .map(party -> stack(party, locale)).toList();
        if (!stacks.isEmpty()) {
            result.put("stacks", stacks);
        }
        result.put("partialFingerprints", Map.of("maptriage/v1", diagnosis.fingerprint()));
        result.put("occurrenceCount", crash.count());
        result.put("rank", Math.round(diagnosis.confidence() * 1_000) / 10.0);
        result.put("properties", Map.of("category", diagnosis.category().name()));
        return result;
    }

    private String message(Diagnosis diagnosis, Locale locale) {
        String title = IssueTitle.of(diagnosis);
        List<Advice> advice = diagnosis.advice();
        return advice.isEmpty()
                ? title
                : words.of(locale, "sarif.message", title, words.of(advice.getFirst().title(), locale));
    }

    private Map<String, Object> stack(Party party, Locale locale) {
        Map<String, Object> stack = new LinkedHashMap<>();
        stack.put("message", text(words.of(locale, "role." + party.role())));
        List<Map<String, Object>> frames = new ArrayList<>();
        for (StackLine line : party.stack()) {
            Map<String, Object> frame = new LinkedHashMap<>();
            frame.put("location", location(new CodePoint(line.function(), line.file(), line.line(), null, 0), null));
            Long goroutine = party.goroutine();
            if (goroutine != null && goroutine <= Integer.MAX_VALUE) {
                frame.put("threadId", goroutine);
            }
            frames.add(frame);
        }
        stack.put("frames", frames);
        return stack;
    }

    private static Map<String, Object> location(CodePoint point, @Nullable Map<String, Object> message) {
        Map<String, Object> location = new LinkedHashMap<>();
        String uri = point.file() == null ? null : uri(point.file());
        if (uri != null) {
            Map<String, Object> physical = new LinkedHashMap<>();
            physical.put("artifactLocation", Map.of("uri", uri));
            if (point.line() != null && point.line() > 0) {
                physical.put("region", Map.of("startLine", point.line()));
            }
            location.put("physicalLocation", physical);
        }
        location.put("logicalLocations",
                List.of(Map.of("fullyQualifiedName", point.function(), "kind", "function")));
        if (message != null) {
            location.put("message", message);
        }
        return location;
    }

    /// A path as URI: absolute ones are files, relative ones (of binaries built with `-trimpath`) stay relative.
    private static @Nullable String uri(String file) {
        String path = file.replace('\\', '/');
        boolean drive = path.matches("[A-Za-z]:/.*");
        try {
            return drive || path.startsWith("/")
                    ? "file://" + new URI(null, null, drive ? "/" + path : path, null).toASCIIString()
                    : new URI(null, null, "./" + path, null).toASCIIString().substring(2);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Map<String, Object> text(String text) {
        return Map.of(TEXT, text);
    }
}
