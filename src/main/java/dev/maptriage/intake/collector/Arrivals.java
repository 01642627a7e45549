package dev.maptriage.intake.collector;

import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.incident.Incident;
import dev.maptriage.intake.OverloadedException;
import dev.maptriage.intake.TriagePipeline;
import dev.maptriage.intake.TriageRequest;
import dev.maptriage.incident.SourceLabels;
import jakarta.persistence.PersistenceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Diagnoses and stores what was joined outside of the database, each crash once however often it arrives: its occurrence
/// is written in the transaction of its incidents, and is unique.
///
/// What the database or the memory refuses now is the caller's to bring again. A diagnosis that fails is left to the task
/// that tries again and parks, as with any other delivery.
@Component
public class Arrivals {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    private final Deliveries deliveries;
    private final Captures captures;
    private final PointerLinks links;
    private final TriagePipeline pipeline;
    private final CollectorProperties properties;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Arrivals(Deliveries deliveries, Captures captures, PointerLinks links, TriagePipeline pipeline,
            CollectorProperties properties, Clock clock, PlatformTransactionManager transactions) {
        this.deliveries = deliveries;
        this.captures = captures;
        this.links = links;
        this.pipeline = pipeline;
        this.properties = properties;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Stores a crash, or finds it stored.
    ///
    /// @return whether it was new
    public boolean store(JoinedCrash crash) throws IOException {
        String occurrence = crash.occurrence();
        if (captures.isKnown(occurrence)) {
            return false;
        }
        CleanRecords clean = CleanRecords.of(pipeline, "", RecordJoiner.ordered(crash.records()));
        byte[] text = RecordJoiner.text(clean.records());
        int secrets = crash.secrets() + clean.secrets();
        TriageRequest request = new TriageRequest(new ByteArrayInputStream(text), null, text.length, true,
                () -> labels(crash), null);
        try {
            boolean found = pipeline.collect(request, occurrence, properties.keepPerMinute(), secrets,
                    stored -> finish(add(crash, occurrence), stored));
            if (!found) {
                transaction.executeWithoutResult(ignored -> {
                    UUID capture = add(crash, occurrence);
                    captures.add(capture, 0, clean.records());
                    captures.finish(capture, CaptureState.NOTHING, List.of(), clock.instant());
                });
            }
        } catch (OverloadedException | DataAccessException | TransactionException | PersistenceException later) {
            throw later;
        } catch (RuntimeException | IOException failure) {
            log.warn("Diagnosis of a crash of {} failed; it is tried again", crash.stream(), failure);
            transaction.executeWithoutResult(ignored -> {
                UUID capture = add(crash, occurrence);
                captures.add(capture, 0, clean.records());
                captures.schedule(capture, clock.instant());
            });
        }
        return true;
    }

    private static SourceLabels labels(JoinedCrash crash) {
        return Captures.labels(crash.labels(), crash.nanos());
    }

    private UUID add(JoinedCrash crash, String occurrence) {
        JoinedCrash.Part first = crash.parts().getFirst();
        UUID capture = captures.create(first.origin().source(), crash.labels(), crash.nanos(), CaptureState.READY,
                occurrence, crash.openedAt());
        captures.dropped(capture, crash.dropped());
        captures.masked(capture, crash.secrets());
        for (JoinedCrash.Part part : crash.parts()) {
            UUID delivery = log(part.origin());
            deliveries.keep(delivery, part.records().size());
            captures.link(delivery, capture);
        }
        return capture;
    }

    private void finish(UUID capture, @Nullable List<Incident> stored) {
        List<UUID> incidents = stored == null
                ? List.of()
                : stored.stream().map(Incident::id).filter(Objects::nonNull).toList();
        captures.finish(capture, stored == null ? CaptureState.COUNTED : CaptureState.STORED, incidents,
                clock.instant());
    }

    private UUID log(Origin origin) {
        Receipt known = deliveries.find(origin.source(), origin.key());
        return known != null ? known.id() : deliveries.insert(origin, origin.receipt());
    }

    /// Stores alerts, or finds them stored.
    public void link(Origin origin, List<Pointer> pointers) {
        transaction.executeWithoutResult(ignored -> {
            if (deliveries.find(origin.source(), origin.key()) == null) {
                UUID delivery = log(origin);
                links.store(delivery, pointers);
                deliveries.settle(delivery, DeliveryState.LINKED, 0);
            }
        });
    }

    /// Writes into the delivery log what could not be read, and why.
    ///
    /// @param place where it lies, so that it is written once
    public void refuse(String place, String reason, long bytes) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Origin origin = new Origin(Sources.GENERIC, Incoming.hash("unreadable", place), place, now, 0, bytes, null,
                null);
        transaction.executeWithoutResult(ignored -> {
            if (deliveries.find(origin.source(), origin.key()) == null) {
                deliveries.park(deliveries.insert(origin, null), reason);
            }
        });
    }
}
