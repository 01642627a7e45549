package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.reproducer.Reproducer.Form;
import dev.maptriage.reproducer.Reproducer.NotReproducible;
import dev.maptriage.reproducer.Reproducer.Sources;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes reproducers of diagnoses.
public final class Reproducers {

    private Reproducers() {}

    /// A program and a test that fail as the incident did, or the reason why there are none.
    public static Reproducer of(Diagnosis diagnosis) {
        Phrase reason = reasonAgainst(diagnosis);
        if (reason != null) {
            return new NotReproducible(reason);
        }
        if (diagnosis.kind() == Kind.NIL_MAP_ASSIGN) {
            NilWritePlan plan = NilWritePlan.of(diagnosis);
            return new Sources(NilWriteFile.write(plan, Form.PROGRAM), NilWriteFile.write(plan, Form.TEST));
        }
        ConcurrentPlan plan = ConcurrentPlan.of(diagnosis);
        return new Sources(ConcurrentFile.write(plan, Form.PROGRAM), ConcurrentFile.write(plan, Form.TEST));
    }

    private static @Nullable Phrase reasonAgainst(Diagnosis diagnosis) {
        return switch (diagnosis.kind()) {
            case NIL_MAP_ASSIGN -> null;
            case WRITE_WRITE, READ_WRITE, ITERATE_WRITE, CLONE_WRITE -> onlyLength(diagnosis)
                    ? Phrase.of("reproducer.none.len")
                    : null;
            case MAP_CORRUPTION, LOCK_CONVOY, GROWTH_OUT_OF_MEMORY, UNHASHABLE_KEY, RACE_NOT_MAP, CUSTOM_PANIC,
                    LOCK_CONTENTION, UNKNOWN ->
                Phrase.of("reproducer.none." + key(diagnosis.kind()));
            default -> Phrase.of("reproducer.none.other");
        };
    }

    /// The runtime does not check `len(m)`: only the race detector sees that pair.
    private static boolean onlyLength(Diagnosis diagnosis) {
        return diagnosis.operation().type() == OperationType.LEN
                || diagnosis.counterpart().type() == OperationType.LEN;
    }

    private static String key(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
