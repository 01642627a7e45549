package dev.maptriage.intake;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.envelope.Envelope;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incident.ReproductionStatus;
import dev.maptriage.incident.IncidentStore;
import dev.maptriage.incident.NewUpload;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.incident.StoredUpload;
import dev.maptriage.masking.Masker;
import dev.maptriage.masking.Masker.MaskCounts;
import dev.maptriage.trace.ParseNote;
import dev.maptriage.trace.ParsedTrace;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Runs a body through the stages: envelope, trace, diagnosis and, when asked for, incident. The one way in for REST
/// and for the upload page.
@Component
public class TriagePipeline {
    private static final int MAX_NOTES = 200;
    private static final long SMALL = 64 << 10;

    private final EnvelopeReader envelopes;
    private final EnvelopeReader openedEnvelopes;
    private final TraceParser parser = new TraceParser();
    private final Diagnoser diagnoser;
    private final Masker masker;
    private final IncidentStore store;
    private final StageMeters meters;
    private final MemoryGate gate;
    private final EnvelopeLimits limits;
    private final Clock clock;

    TriagePipeline(IntakeProperties properties, ProfileProperties profiles, MaskingProperties masking,
            IncidentStore store, StageMeters meters, Clock clock) {
        this.masker = new Masker(masking.rules());
        this.diagnoser = new Diagnoser(profiles.thresholds());
        EnvelopeLimits limits = properties.limits();
        this.limits = limits;
        this.envelopes = new EnvelopeReader(limits);
        this.openedEnvelopes = new EnvelopeReader(
                new EnvelopeLimits(Long.MAX_VALUE, limits.inflatedBytes(), limits.depth(), limits.archiveFiles()));
        this.store = store;
        this.meters = meters;
        this.gate = new MemoryGate(properties.memoryBytes(), properties.atOnce());
        this.clock = clock;
    }

    /// Diagnoses a body and stores what was found. Without a find nothing is stored.
    ///
    /// @throws EnvelopeException   when the body is too large, broken or unreadable
    /// @throws OverloadedException when there is no room for it now
    /// @throws dev.maptriage.incident.KeyReusedException when the idempotency key stands for another text
    public TriageResult store(TriageRequest request) throws IOException {
        return run(request, true);
    }

    /// Diagnoses a text that a collector brought and stores it as an occurrence of its own, however often the same text has
    /// come before; of an issue that has had enough texts in the last minute it is only counted.
    ///
    /// @param occurrence what tells it from other occurrences
    /// @param perMinute  texts that are kept of one issue in a minute
    /// @param masked     secrets that were taken out of the text before
    /// @param also       is written in the same transaction; hears the incidents, or null when they were only counted.
    ///                   Not called when nothing was found
    /// @return whether anything was found
    /// @throws EnvelopeException   when the body is too large, broken or unreadable
    /// @throws OverloadedException when there is no room for it now
    public boolean collect(TriageRequest request, String occurrence, int perMinute, int masked,
            Consumer<@Nullable List<Incident>> also) throws IOException {
        long began = System.nanoTime();
        Timer.Sample sample = meters.start();
        String outcome = "failed";
        long bytes = 0;
        try (MemoryGate.Ticket ticket = gate.enter(request.sizeHint())) {
            MaskCounts counts = new MaskCounts();
            Envelope envelope = open(request, ticket, text -> masker.mask(text, counts));
            ticket.growTo(envelope.bytes());
            bytes = envelope.bytes();
            SourceLabels labels = request.labels().get().or(labels(envelope)).map(masker::mask);
            Findings findings = findings(envelope, labels, masked + counts.total());
            if (findings.diagnoses().isEmpty()) {
                outcome = "nothing";
                return false;
            }
            Timer.Sample storing = meters.start();
            store.recordOccurrence(
                    new NewUpload(envelope.sha256(), envelope.bytes(), millisSince(began), envelope.received(),
                            envelope.name(), labels, null, findings.diagnoses(), findings.notes()),
                    occurrence, perMinute,
                    stored -> also.accept(stored.map(StoredUpload::incidents).orElse(null)));
            meters.stored(storing);
            findings.diagnoses().forEach(diagnosis -> meters.incident(diagnosis, true));
            outcome = "stored";
            return true;
        } finally {
            meters.intake(sample, outcome, bytes);
        }
    }

    /// Diagnoses a body and stores nothing.
    ///
    /// @throws EnvelopeException   when the body is too large, broken or unreadable
    /// @throws OverloadedException when there is no room for it now
    public TriageResult diagnose(TriageRequest request) throws IOException {
        return run(request, false);
    }

    private TriageResult run(TriageRequest request, boolean storing) throws IOException {
        long began = System.nanoTime();
        Timer.Sample sample = meters.start();
        String outcome = "failed";
        long bytes = 0;
        try (MemoryGate.Ticket ticket = gate.enter(request.sizeHint())) {
            MaskCounts masked = new MaskCounts();
            // What is not stored goes back to its sender as it came.
            Envelope envelope = open(request, ticket, storing ? text -> masker.mask(text, masked) : text -> text);
            ticket.growTo(envelope.bytes());
            bytes = envelope.bytes();
            SourceLabels given = request.labels().get().or(labels(envelope));
            SourceLabels labels = storing ? given.map(masker::mask) : given;
            TriageResult result = storing
                    ? stored(envelope, labels, masked.total(), request.idempotencyKey(), began)
                    : diagnosed(envelope, labels, masked.total(), began);
            outcome = result.incidents().isEmpty() ? "nothing" : result.created() ? "stored" : "answered";
            return result;
        } finally {
            meters.intake(sample, outcome, bytes);
        }
    }

    /// A short text without its secrets, for those who have to keep it beside what is diagnosed.
    public String masked(String text) {
        return masker.mask(text);
    }

    /// Pieces of a text without their secrets.
    ///
    /// @param reach   how many of the last characters before them belong to a secret that only now was seen to be one
    /// @param tail    what the pieces that follow have to be seen together with; holds no secret
    /// @param secrets how many were taken out
    public record MaskedPieces(List<String> texts, int reach, String tail, int secrets) {
        public MaskedPieces {
            texts = List.copyOf(texts);
        }
    }

    /// Pieces that follow each other in one text, without their secrets, for those who have to keep them before the text is
    /// complete.
    ///
    /// @param before the tail of the pieces before; empty for none
    /// @param pieces with their line breaks, where their lines end
    public MaskedPieces masked(String before, List<String> pieces) {
        MaskCounts counts = new MaskCounts();
        Masker.Pieces masked = masker.mask(before, pieces, counts);
        return new MaskedPieces(masked.texts(), masked.reach(), masked.tail(), counts.total());
    }

    /// Bounds of an upload, to be named to its sender.
    EnvelopeLimits limits() {
        return limits;
    }

    private Envelope open(TriageRequest request, MemoryGate.Ticket ticket, UnaryOperator<TraceText> filter)
            throws IOException {
        BoundedBody body = new BoundedBody(request.body(), request.opened() ? Long.MAX_VALUE : limits.sentBytes(),
                ticket, request.contentEncoding() != null);
        Timer.Sample sample = meters.start();
        String outermost = "FAILED";
        long bytes = 0;
        try {
            Envelope envelope = (request.opened() ? openedEnvelopes : envelopes).open(body, request.contentEncoding(),
                    filter);
            outermost = envelope.wrappings().isEmpty() ? "PLAIN" : envelope.wrappings().getFirst();
            bytes = envelope.bytes();
            return envelope;
        } finally {
            meters.envelope(sample, outermost, bytes);
        }
    }

    private TriageResult stored(Envelope envelope, SourceLabels labels, int masked, @Nullable String key,
            long began) {
        // Of a small text the diagnosis costs less than looking it up, and storing finds out, too, whether it is there.
        boolean small = envelope.text().byteCount() <= SMALL;
        if (!small) {
            Optional<TriageResult> known = known(envelope, labels, key, began);
            if (known.isPresent()) {
                return known.get();
            }
        }
        Findings findings = findings(envelope, labels, masked);
        if (findings.diagnoses().isEmpty()) {
            // What older rules have found is there all the same.
            return (small ? known(envelope, labels, key, began) : Optional.<TriageResult>empty())
                    .orElseGet(() -> nothing(envelope, findings, began));
        }
        Timer.Sample sample = meters.start();
        StoredUpload upload = store.record(new NewUpload(envelope.sha256(), envelope.bytes(), millisSince(began),
                envelope.received(), envelope.name(),
                labels, key, findings.diagnoses(), findings.notes()));
        meters.stored(sample);
        return answer(upload, began);
    }

    private Optional<TriageResult> known(Envelope envelope, SourceLabels labels, @Nullable String key, long began) {
        return store.find(envelope.sha256(), labels, key).filter(known -> !known.incidents().isEmpty())
                .map(known -> answer(known, began));
    }

    private TriageResult answer(StoredUpload upload, long began) {
        upload.incidents().forEach(incident -> meters.incident(incident.diagnosis(), upload.created()));
        return new TriageResult(upload.id(), upload.sha256(), upload.bytes(), millisSince(began), upload.envelope(),
                upload.incidents(), upload.notes(), upload.created());
    }

    private TriageResult diagnosed(Envelope envelope, SourceLabels labels, int masked, long began) {
        Findings findings = findings(envelope, labels, masked);
        Instant now = clock.instant();
        List<Incident> incidents = findings.diagnoses().stream().map(diagnosis -> new Incident(null, null, null,
                diagnosis, envelope.sha256(), envelope.name(), labels, now, null, ReproductionStatus.NONE)).toList();
        return new TriageResult(null, envelope.sha256(), envelope.bytes(), millisSince(began), envelope.name(),
                incidents, findings.notes(), false);
    }

    private static TriageResult nothing(Envelope envelope, Findings findings, long began) {
        return new TriageResult(null, envelope.sha256(), envelope.bytes(), millisSince(began), envelope.name(),
                List.of(), findings.notes(), false);
    }

    private record Findings(List<Diagnosis> diagnoses, List<ParseNote> notes) {}

    private Findings findings(Envelope envelope, SourceLabels labels, int masked) {
        Timer.Sample parsing = meters.start();
        ParsedTrace trace = parser.parse(envelope.text());
        meters.trace(parsing, envelope.text().byteCount());
        Timer.Sample diagnosing = meters.start();
        List<Diagnosis> diagnoses = diagnoser.diagnose(trace, labels.title());
        meters.diagnosis(diagnosing);
        diagnoses.forEach(meters::diagnosed);
        return new Findings(diagnoses, notes(trace, masked));
    }

    /// Notes with the lines of the text as received.
    private static List<ParseNote> notes(ParsedTrace trace, int masked) {
        TraceText text = trace.text();
        Stream<ParseNote> first = masked == 0
                ? Stream.of()
                : Stream.of(new ParseNote(1, "note.masked", List.of(masked)));
        return Stream.concat(first,
                trace.notes().stream().limit(MAX_NOTES).map(note -> note.line() < 1 || note.line() > text.lineCount()
                        ? note
                        : new ParseNote(text.originOf(note.line()), note.key(), note.args())))
                .toList();
    }

    private static SourceLabels labels(Envelope envelope) {
        Map<String, String> labels = envelope.labels();
        return new SourceLabels(labels.get("service"), labels.get("environment"), labels.get("release"),
                labels.get("host"), labels.get("title"), time(labels.get("occurredAt")));
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Times.parse(text);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static double millisSince(long began) {
        return Math.round((System.nanoTime() - began) / 10_000.0) / 100.0;
    }
}
