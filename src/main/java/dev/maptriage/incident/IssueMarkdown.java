package dev.maptriage.incident;

import dev.maptriage.diagnosis.Advice;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Writes an issue as the text of a ticket in another tracker. Its last line is a comment that holds the fingerprint, by which
/// a program finds the ticket of an issue again.
@Component
class IssueMarkdown {
    private final Words words;

    IssueMarkdown(Words words) {
        this.words = words;
    }

    /// @param latest the newest incident; null when there is none
    /// @param base   address of this service
    String of(Issue issue, @Nullable Incident latest, String base, Locale locale) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + inline(issue.title()));
        lines.add("");
        fact(lines, locale, "markdown.kind", words.of(locale, "kind." + issue.kind()));
        fact(lines, locale, "markdown.count", String.valueOf(issue.count()), issue.firstSeen().toString(),
                issue.lastSeen().toString());
        if (issue.firstRelease() != null && issue.lastRelease() != null) {
            fact(lines, locale, "markdown.releases", code(issue.firstRelease()), code(issue.lastRelease()));
        }
        if (!issue.services().isEmpty()) {
            fact(lines, locale, "markdown.services",
                    String.join(", ", issue.services().stream().map(IssueMarkdown::code).toList()));
        }
        if (latest != null) {
            diagnosis(lines, latest.diagnosis(), locale);
        }
        lines.add("");
        lines.add(base + "/issues/" + issue.id());
        lines.add("");
        lines.add("<!-- maptriage:fingerprint " + issue.fingerprint().replace("--", "") + " -->");
        return String.join("\n", lines) + "\n";
    }

    private void diagnosis(List<String> lines, Diagnosis diagnosis, Locale locale) {
        CodePoint culprit = diagnosis.culprit();
        if (culprit != null) {
            fact(lines, locale, "markdown.culprit", place(culprit));
        }
        CodePoint other = diagnosis.counterpart().at();
        if (other != null) {
            fact(lines, locale, "markdown.counterpart", place(other));
        }
        diagnosis.missing().forEach(missing -> lines.add("- " + inline(words.of(missing, locale))));
        if (!diagnosis.advice().isEmpty()) {
            Advice advice = diagnosis.advice().getFirst();
            lines.add("");
            lines.add("## " + inline(words.of(advice.title(), locale)));
            lines.add("");
            lines.add(inline(words.of(advice.why(), locale)));
            if (advice.code() != null) {
                lines.add("");
                fence(lines, advice.code(), advice.language() == null ? "" : advice.language());
            }
        }
        for (Party party : diagnosis.parties().stream().limit(2).toList()) {
            lines.add("");
            lines.add("## " + words.of(locale, "role." + party.role()));
            lines.add("");
            StringBuilder stack = new StringBuilder();
            party.stack().forEach(frame -> stack.append(frame.function()).append('\n').append(frame.file() == null
                    ? ""
                    : "\t" + frame.file() + (frame.line() == null ? "" : ":" + frame.line()) + "\n"));
            fence(lines, stack.toString().stripTrailing(), "");
        }
    }

    private void fact(List<String> lines, Locale locale, String key, String... values) {
        lines.add("- " + words.of(locale, key, (Object[]) values));
    }

    private static String place(CodePoint point) {
        String file = point.file() == null ? "" : point.file() + (point.line() == null ? "" : ":" + point.line());
        return file.isEmpty() ? code(point.function()) : code(point.function()) + " (" + code(file) + ")";
    }

    private static String code(String text) {
        return "`" + text.replace('`', '\'').replaceAll("\\s+", " ") + "`";
    }

    /// What a crash says must not become markup of the tracker.
    private static String inline(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*_<>\\[\\]#|~@])", "\\\\$1");
    }

    private static void fence(List<String> lines, String code, String language) {
        int longest = Pattern.compile("`+").matcher(code).results().mapToInt(run -> run.end() - run.start()).max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        lines.add(fence + language);
        lines.add(code);
        lines.add(fence);
    }
}
