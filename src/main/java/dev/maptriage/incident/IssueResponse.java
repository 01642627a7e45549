package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Kind;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An issue as JSON.
@Schema(name = "Issue", description = "One bug: all incidents with one fingerprint.")
record IssueResponse(UUID id, @Schema(example = "v1:9f86d081884c7d65") String fingerprint,
        @Schema(example = "concurrent map writes in cart.(*Store).Put") String title, Category category, Kind kind,
        Issue.Status status, @Schema(description = "Came back after it had been resolved") boolean regressed,
        long count, Instant firstSeen, Instant lastSeen, @Nullable String firstRelease, @Nullable String lastRelease,
        List<String> services, @Nullable String assignee, @Nullable String resolvedIn,
        @Schema(description = "When it is opened again by itself") @Nullable Instant ignoreUntil,
        @Schema(description = "How many incidents in all open it again") @Nullable Long ignoreUntilCount,
        @Nullable String note,
        @Schema(description = "The issue that has its incidents now") @Nullable UUID mergedInto,
        @Schema(description = "Issues that are merged into this one") List<UUID> merged, List<RelatedJson> related,
        @Schema(description = "By the owner rules; null in lists") @Nullable String suggestedAssignee,
        @Schema(description = "Who the other party was, by history; empty in lists") List<CounterpartStatistic> counterparts,
        @Schema(description = "How likely the fix holds; null unless resolved, and in lists") @Nullable FixOdds fix,
        @Schema(description = "Opinions about the incidents; empty in lists") Map<Feedback.Verdict, Long> feedback,
        @Schema(description = "Incidents per UTC day, today last") List<Integer> trend, LinksJson links) {

    /// Another issue of the same bug.
    @Schema(name = "RelatedIssue")
    record RelatedJson(UUID id, String because) {}

    /// Paths of what belongs to it.
    @Schema(name = "IssueLinks")
    record LinksJson(String self, String html, String incidents, String history) {}

    static IssueResponse of(Issue issue, Words words, Locale locale) {
        return of(issue, IssueInsights.Insight.NONE, words, locale);
    }

    static IssueResponse of(Issue issue, IssueInsights.Insight insight, Words words, Locale locale) {
        String self = "/api/v1/issues/" + issue.id();
        return new IssueResponse(issue.id(), issue.fingerprint(), issue.title(), issue.category(), issue.kind(),
                issue.status(), issue.regressed(), issue.count(), issue.firstSeen(), issue.lastSeen(),
                issue.firstRelease(), issue.lastRelease(), issue.services(), issue.assignee(), issue.resolvedIn(),
                issue.ignoreUntil(), issue.ignoreUntilCount(), issue.note(), issue.mergedInto(), issue.merged(),
                issue.related().stream()
                        .map(related -> new RelatedJson(related.id(), words.of(related.because(), locale))).toList(),
                insight.suggestedAssignee(), insight.counterparts(), insight.fix(), insight.feedback(), issue.trend(),
                new LinksJson(self, "/issues/" + issue.id(), "/api/v1/incidents?issueId=" + issue.id(),
                        self + "/history"));
    }
}
