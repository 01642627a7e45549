package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.diagnosis.Source;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An incident as JSON, its phrases in the reader's language.
@Schema(name = "Incident", description = "One crash: what failed, where, against whom, and how to fix it.")
public record IncidentResponse(
        @Schema(description = "Sorts by time; null when nothing was stored", nullable = true) @Nullable UUID id,
        @Nullable UUID issueId,
        @Schema(description = "Equal for equal bugs", example = "v1:9f86d081884c7d65") String fingerprint,
        Category category, Kind kind, Source source,
        @Schema(description = "The runtime's own message", example = "concurrent map writes") String message,
        OperationJson operation, CounterpartJson counterpart, @Nullable ContentionJson contention,
        @Schema(description = "First frame of user code of the failing party") @Nullable PlaceJson culprit,
        @Schema(description = "First frame outside dependencies") @Nullable PlaceJson appFrame,
        @Schema(description = "Possible other parties, best first") List<SuspectJson> suspects, boolean recoverable,
        @Schema(description = "0 to 1, calibrated", example = "0.99") double confidence,
        @Schema(description = "Whether the text does not decide the category") boolean insufficient,
        @Schema(description = "What the text lacks and how to get it") List<String> missing,
        MapImplementation mapImplementation, GoVersionRange goVersion, List<EvidenceJson> evidence,
        List<AdviceJson> advice, GoroutinesJson goroutines, int firstLine, int lastLine,
        @Schema(example = "DOCKER_JSON") String envelope, @Nullable String service, @Nullable String environment,
        @Nullable String release, @Nullable String host, @Nullable String title, @Nullable Instant occurredAt,
        Instant receivedAt,
        @Schema(description = "The incident of the same text that came first") @Nullable UUID duplicateOf,
        @Schema(description = "Version of the rules that it was diagnosed by") int diagnosisVersion,
        ReproductionJson reproduction, LinksJson links) {

    /// What the failing goroutine did.
    @Schema(name = "Operation")
    public record OperationJson(OperationType type, @Nullable String runtimeFunction, KeyKind keyKind,
            boolean growing) {}

    /// The other party.
    @Schema(name = "Counterpart")
    public record CounterpartJson(OperationType type, boolean known, @Nullable String function, @Nullable String file,
            @Nullable Integer line, @Nullable Long goroutine,
            @Schema(description = "Who the other party was in the incidents of the same issue, most often first; empty in lists") List<CounterpartStatistic> history) {}

    /// Goroutines that wait for one lock.
    @Schema(name = "Contention")
    public record ContentionJson(@Nullable Long holder, int waiters, @Nullable String lock) {}

    /// A place in the user's program.
    @Schema(name = "Place")
    public record PlaceJson(String function, @Nullable String file, @Nullable Integer line, @Nullable Long goroutine) {}

    /// A goroutine that may be the other party.
    @Schema(name = "Suspect")
    public record SuspectJson(@Nullable Long goroutine, String function, @Nullable String file, @Nullable Integer line,
            double score, List<String> reasons) {}

    /// Lines of the text and why they count.
    @Schema(name = "Evidence")
    public record EvidenceJson(int firstLine, int lastLine, String rule, String why) {}

    /// One thing to do.
    @Schema(name = "Advice")
    public record AdviceJson(String title, String why, @Nullable String code, @Nullable String language) {}

    /// How many goroutines the dump holds.
    @Schema(name = "GoroutineCount")
    public record GoroutinesJson(int total, int groups) {}

    /// How far the simulation is.
    @Schema(name = "ReproductionStatus")
    public record ReproductionJson(Incident.ReproductionStatus.State state, @Nullable Boolean reproduced,
            @Nullable UUID simulationId,
            @Schema(description = "Why it was not reproduced; null when it was, or may yet be") @Nullable String reason) {}

    /// Paths of what belongs to it; null where nothing is stored.
    @Schema(name = "IncidentLinks")
    public record LinksJson(@Nullable String self, @Nullable String html, @Nullable String trace,
            @Nullable String issue,
            @Nullable String reproducer) {}

    /// An incident in words of the given language.
    public static IncidentResponse of(Incident incident, Words words, Locale locale) {
        Diagnosis d = incident.diagnosis();
        SourceLabels labels = incident.labels();
        CodePoint other = d.counterpart().at();
        return new IncidentResponse(incident.id(), incident.issueId(), d.fingerprint(), d.category(), d.kind(),
                d.source(), d.message(),
                new OperationJson(d.operation().type(), d.operation().runtimeFunction(), d.operation().keyKind(),
                        d.operation().growing()),
                new CounterpartJson(d.counterpart().type(), d.counterpart().known(),
                        other == null ? null : other.function(), other == null ? null : other.file(),
                        other == null ? null : other.line(), other == null ? null : other.goroutine(), List.of()),
                d.contention() == null
                        ? null
                        : new ContentionJson(d.contention().holder(), d.contention().waiters(), d.contention().lock()),
                place(d.culprit()), place(d.appFrame()),
                d.suspects().stream().map(s -> new SuspectJson(s.goroutine(), s.function(), s.file(), s.line(),
                        round(s.score()), texts(s.reasons(), words, locale))).toList(),
                d.recoverable(), round(d.confidence()), d.insufficient(), texts(d.missing(), words, locale),
                d.mapImplementation(), d.goVersion(),
                d.evidence().stream().map(e -> new EvidenceJson(e.firstLine(), e.lastLine(), e.rule(),
                        words.of(e.why(), locale))).toList(),
                d.advice().stream().map(a -> new AdviceJson(words.of(a.title(), locale), words.of(a.why(), locale),
                        a.code(), a.language())).toList(),
                new GoroutinesJson(d.goroutines(), d.groupCount()), d.firstLine(), d.lastLine(), incident.envelope(),
                labels.service(), labels.environment(), labels.release(), labels.host(), labels.title(),
                labels.occurredAt(), incident.receivedAt(), incident.duplicateOf(),
                incident.diagnosisVersion(), reproduction(incident.reproduction(), words, locale),
                links(incident.id(), incident.issueId()));
    }

    /// The same with what the incidents of its issue tell about the other party.
    IncidentResponse with(List<CounterpartStatistic> history) {
        return new IncidentResponse(id, issueId, fingerprint, category, kind, source, message, operation,
                new CounterpartJson(counterpart.type, counterpart.known, counterpart.function, counterpart.file,
                        counterpart.line, counterpart.goroutine, history),
                contention, culprit, appFrame, suspects, recoverable, confidence, insufficient, missing,
                mapImplementation, goVersion, evidence, advice, goroutines, firstLine, lastLine, envelope, service,
                environment, release, host, title, occurredAt, receivedAt, duplicateOf, diagnosisVersion, reproduction,
                links);
    }

    private static ReproductionJson reproduction(Incident.ReproductionStatus status, Words words, Locale locale) {
        String reason = status.reason();
        return new ReproductionJson(status.state(), status.reproduced(), status.simulationId(),
                reason == null ? null : words.of(locale, reason));
    }

    private static @Nullable PlaceJson place(@Nullable CodePoint point) {
        return point == null ? null : new PlaceJson(point.function(), point.file(), point.line(), point.goroutine());
    }

    private static List<String> texts(List<Phrase> phrases, Words words, Locale locale) {
        return phrases.stream().map(phrase -> words.of(phrase, locale)).toList();
    }

    private static double round(double share) {
        return Math.round(share * 1_000) / 1_000.0;
    }

    private static LinksJson links(@Nullable UUID id, @Nullable UUID issueId) {
        if (id == null) {
            return new LinksJson(null, null, null, null, null);
        }
        String self = "/api/v1/incidents/" + id;
        return new LinksJson(self, "/incidents/" + id, self + "/trace",
                issueId == null ? null : "/api/v1/issues/" + issueId, self + "/reproducer");
    }
}
