package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import java.util.LinkedHashMap;
import java.util.Map;

/// What events say beside type and id.
final class LiveEventFacts {
    private static final int MAX_TEXT = 300;

    private LiveEventFacts() {}

    static Map<String, Object> of(Incident incident) {
        Map<String, Object> facts = new LinkedHashMap<>();
        CodePoint culprit = incident.diagnosis().culprit();
        facts.put("issueId", incident.issueId());
        facts.put("category", incident.diagnosis().category());
        facts.put("kind", incident.diagnosis().kind());
        facts.put("message", Columns.text(incident.diagnosis().message(), MAX_TEXT));
        facts.put("function", culprit == null ? null : Columns.text(culprit.function(), MAX_TEXT));
        facts.put("service", incident.labels().service());
        facts.put("receivedAt", incident.receivedAt());
        return facts;
    }

    /// @param created whether the issue was not there before
    static Map<String, Object> of(IssueEntity issue, boolean created) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("title", Columns.text(issue.title, MAX_TEXT));
        facts.put("category", issue.category);
        facts.put("status", issue.status);
        facts.put("count", issue.incidentCount);
        facts.put("regressed", issue.regressed);
        facts.put("created", created);
        return facts;
    }
}
