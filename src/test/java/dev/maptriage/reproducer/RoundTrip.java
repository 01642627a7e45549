package dev.maptriage.reproducer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.trace.TraceParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// From a crash text to its reproducer, and from the reproducer's crash back to a diagnosis that must be the same.
final class RoundTrip {
    private static final EnvelopeReader ENVELOPES = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    private RoundTrip() {}

    static List<Diagnosis> diagnose(byte[] text) {
        try {
            var envelope = ENVELOPES.open(new ByteArrayInputStream(text), null);
            return new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// The message that a Go version has for what the incident did, with its prefix.
    static String message(Diagnosis incident, GoToolchain go) {
        return switch (incident.kind()) {
            case NIL_MAP_ASSIGN -> "panic: assignment to entry in nil map";
            case READ_WRITE -> "fatal error: concurrent map read and map write";
            case ITERATE_WRITE -> "fatal error: concurrent map iteration and map write";
            case CLONE_WRITE -> go.version().equals("1.24")
                    ? "fatal error: concurrent map iteration and map write"
                    : "fatal error: concurrent map clone and map write";
            default -> "fatal error: concurrent map writes";
        };
    }

    /// What the diagnosis of the reproducer's crash has otherwise than the incident; empty when it came back.
    static List<String> lost(Diagnosis incident, String crash, GoToolchain go) {
        List<Diagnosis> found = diagnose(crash.getBytes(UTF_8));
        if (found.isEmpty()) {
            return List.of("no incident");
        }
        Diagnosis back = found.getFirst();
        List<String> lost = new ArrayList<>();
        if (back.category() != incident.category()) {
            lost.add("category " + back.category());
        }
        boolean clonesAsIteration = incident.kind() == Kind.CLONE_WRITE && go.version().equals("1.24");
        if (back.kind() != (clonesAsIteration ? Kind.ITERATE_WRITE : incident.kind())) {
            lost.add("kind " + back.kind());
        }
        OperationType operation = incident.operation().type();
        OperationType seen = back.operation().type();
        boolean raceOfWriter = incident.source() == Source.RACE_REPORT && incident.kind() != Kind.WRITE_WRITE
                && operation.writes();
        boolean anyWrite = operation == OperationType.WRITE || operation == OperationType.GROW
                || operation == OperationType.UNKNOWN;
        boolean sameOperation;
        if (raceOfWriter) {
            sameOperation = !seen.writes();
        } else {
            sameOperation = anyWrite ? seen.writes() : seen == operation;
        }
        if (!sameOperation) {
            lost.add("operation " + seen + " of " + operation);
        }
        KeyKind keys = incident.operation().keyKind();
        boolean bothShown = keys != KeyKind.UNKNOWN && operation != OperationType.ITERATE
                && operation != OperationType.CLONE && !raceOfWriter;
        if (bothShown && back.operation().keyKind() != keys) {
            lost.add("keys " + back.operation().keyKind() + " of " + keys);
        }
        String name = name(back.culprit());
        boolean same = Objects.equals(name, name(incident.culprit()));
        boolean otherSide = incident.source() == Source.RACE_REPORT && incident.counterpart().at() != null
                && Objects.equals(name, name(incident.counterpart().at()));
        if (incident.culprit() != null && !same && !otherSide) {
            lost.add("culprit " + name + " of " + name(incident.culprit()));
        }
        return lost;
    }

    /// Type and method of a function.
    static @Nullable String name(@Nullable CodePoint at) {
        if (at == null) {
            return null;
        }
        FunctionName name = FunctionName.parse(at.function());
        return name.receiver().isEmpty() ? name.name() : name.receiver() + "." + name.name();
    }
}
