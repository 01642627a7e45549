package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.SourceLabels;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lines of lists.
final class Rows {

    private Rows() {}

    static List<IssueRow> issues(List<Issue> issues, PageWords words) {
        return issues.stream().map(issue -> issue(issue, words)).toList();
    }

    static IssueRow issue(Issue issue, PageWords words) {
        String function = issue.function();
        String status = issue.status() == Issue.Status.OPEN ? null : words.text("status." + issue.status());
        return new IssueRow(issue.id().toString(), MarkView.of(issue.category(), words),
                message(issue.message(), issue.kind(), words), function == null ? null : Names.function(function),
                function, issue.services().isEmpty() ? null : String.join(", ", issue.services()), status,
                issue.regressed(),
                SparkView.of(issue.trend(), words), words.count(issue.count()), words.time(issue.lastSeen()));
    }

    static List<IncidentRow> incidents(List<Incident> incidents, PageWords words) {
        return incidents.stream().map(incident -> incident(incident, words)).toList();
    }

    static IncidentRow incident(Incident incident, PageWords words) {
        Diagnosis diagnosis = incident.diagnosis();
        CodePoint culprit = diagnosis.culprit();
        SourceLabels labels = incident.labels();
        UUID id = Objects.requireNonNull(incident.id(), "a stored incident has an id");
        return new IncidentRow(id.toString(), MarkView.of(diagnosis.category(), words),
                message(diagnosis.message(), diagnosis.kind(), words),
                culprit == null ? null : Names.function(culprit.function()),
                culprit == null ? null : culprit.function(),
                joined(" · ", Arrays.asList(labels.service(), labels.environment(), labels.release(), labels.host())),
                words.time(incident.seenAt()));
    }

    /// What an issue is called in the reader's language.
    static String title(Issue issue, PageWords words) {
        String message = message(issue.message(), issue.kind(), words);
        String function = issue.function();
        return function == null ? message : words.text("incident.title", message, Names.function(function));
    }

    /// The first line of the runtime's message, or what the kind is called where it has none.
    static String message(String message, Kind kind, PageWords words) {
        String line = message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? words.text("kind." + kind) : line;
    }

    private static @Nullable String joined(String separator, List<@Nullable String> parts) {
        String all = parts.stream().filter(part -> part != null).collect(Collectors.joining(separator));
        return all.isEmpty() ? null : all;
    }
}
