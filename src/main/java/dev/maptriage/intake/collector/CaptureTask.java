package dev.maptriage.intake.collector;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.incident.Incident;
import dev.maptriage.intake.OverloadedException;
import dev.maptriage.intake.TriagePipeline;
import dev.maptriage.intake.TriageRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Looks at a capture when nothing more is expected of it, and diagnoses it. A failed diagnosis is tried again, later each
/// time, and then parked with its reason.
///
/// Whatever comes of it is written in one transaction with the capture's end, so an instance that dies in between leaves
/// a capture that another one diagnoses from the start, and nothing is counted twice.
@Configuration(proxyBeanMethods = false)
class CaptureTask {
    private static final Logger log = LoggerFactory.getLogger(CaptureTask.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    private final Captures captures;
    private final TriagePipeline pipeline;
    private final CollectorProperties properties;
    private final Clock clock;
    private final TransactionTemplate transaction;

    CaptureTask(Captures captures, TriagePipeline pipeline, CollectorProperties properties, Clock clock,
            PlatformTransactionManager transactions) {
        this.captures = captures;
        this.pipeline = pipeline;
        this.properties = properties;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Bean
    Task<Void> capture() {
        return Tasks.custom(Captures.TASK).onFailure(this::failed)
                .execute((instance, context) -> run(UUID.fromString(instance.getId())));
    }

    private CompletionHandler<Void> run(UUID id) {
        Instant later = transaction.execute(ignored -> captures.ripen(id, clock.instant()));
        if (later != null) {
            return (complete, operations) -> operations.reschedule(complete, later);
        }
        Captures.Row capture = transaction.execute(ignored -> captures.row(id));
        if (capture != null && capture.state() == CaptureState.READY) {
            diagnose(capture);
        }
        return new CompletionHandler.OnCompleteRemove<>();
    }

    private void diagnose(Captures.Row capture) {
        CleanRecords clean = Objects.requireNonNull(transaction.execute(ignored -> cleaned(capture.id())));
        byte[] text = RecordJoiner.text(clean.records());
        TriageRequest request = new TriageRequest(new ByteArrayInputStream(text), null, text.length, true,
                capture::labels, null);
        try {
            boolean found = pipeline.collect(request, capture.id().toString(), properties.keepPerMinute(),
                    capture.masked() + clean.secrets(), stored -> finish(capture.id(), stored));
            if (!found) {
                transaction.executeWithoutResult(ignored -> captures.finish(capture.id(), CaptureState.NOTHING,
                        List.of(), clock.instant()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The records of a capture; whatever secret is seen only now that all are together is taken out of what is kept, too.
    private CleanRecords cleaned(UUID capture) {
        List<CollectedRecord> records = captures.records(capture);
        if (captures.parts(capture) == 1) {
            return new CleanRecords(records, 0, "", 0);
        }
        CleanRecords clean = CleanRecords.of(pipeline, "", RecordJoiner.ordered(records));
        if (clean.secrets() > 0) {
            captures.replace(capture, clean.records());
            captures.masked(capture, clean.secrets());
        }
        return clean;
    }

    private void finish(UUID capture, @Nullable List<Incident> stored) {
        List<UUID> incidents = stored == null
                ? List.of()
                : stored.stream().map(Incident::id).filter(Objects::nonNull).toList();
        captures.finish(capture, stored == null ? CaptureState.COUNTED : CaptureState.STORED, incidents,
                clock.instant());
    }

    private void failed(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        UUID capture = UUID.fromString(complete.getExecution().taskInstance.getId());
        Throwable cause = complete.getCause().map(CaptureTask::unwrapped).orElse(null);
        // Waiting for room is no failure of the text.
        boolean busy = cause instanceof OverloadedException;
        int attempts = complete.getExecution().consecutiveFailures + 1;
        boolean parked = !busy && (attempts >= properties.attempts() || cause instanceof EnvelopeException);
        log.warn("Diagnosis of capture {} failed, attempt {}{}", capture, attempts,
                parked ? "; it is parked" : "; it is tried again", cause);
        transaction.executeWithoutResult(
                ignored -> captures.failed(capture, attempts, reason(cause), parked, clock.instant()));
        if (parked) {
            operations.remove();
        } else {
            operations.reschedule(complete, clock.instant().plus(pause(attempts)));
        }
    }

    private static Duration pause(int attempts) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof UncheckedIOException io && io.getCause() != null ? io.getCause() : failure;
    }

    /// What may be shown: our own words about the text, else the kind of failure. The rest is in the log.
    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        String words = cause instanceof EnvelopeException ? cause.getMessage() : null;
        return Cut.to(words != null ? words : cause.getClass().getSimpleName(), 1000);
    }
}
