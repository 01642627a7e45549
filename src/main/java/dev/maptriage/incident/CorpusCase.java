package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.Suspect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An incident as a case of a labelled corpus: its text, and beside it what is held to be the truth. Fields and words are those
/// of corpora of recorded crashes, where the class of concurrent access is called `CONCURRENT_MAP_ACCESS`.
///
/// @param file  path of the text inside the corpus
/// @param label entry of `labels.json`
record CorpusCase(String file, Map<String, Object> label) {

    /// @param opinions what people say about the diagnosis, without which it is only a claim
    static CorpusCase of(Incident incident, Map<Feedback.Verdict, Long> opinions) {
        Diagnosis diagnosis = incident.diagnosis();
        String file = "traces/incident/" + incident.id() + ".txt";
        Map<String, Object> label = new LinkedHashMap<>();
        label.put("file", file);
        label.put("program", "incident");
        label.put("go_version", diagnosis.goVersion().exact());
        label.put("variant", "collected");
        label.put("build", List.of());
        label.put("env", Map.of());
        label.put("exit_code", null);
        label.put("wrapper", incident.envelope().equals("PLAIN") ? null : incident.envelope());
        label.put("runtime_impl", diagnosis.mapImplementation() == MapImplementation.UNKNOWN
                ? null
                : lower(diagnosis.mapImplementation()));
        label.put("expected", expected(diagnosis));
        label.put("confirmed_by", opinions.getOrDefault(Feedback.Verdict.CONFIRMED, 0L));
        label.put("disputed_by", opinions.getOrDefault(Feedback.Verdict.WRONG_PARTY, 0L));
        return new CorpusCase(file, label);
    }

    private static Map<String, Object> expected(Diagnosis diagnosis) {
        Map<String, Object> expected = new LinkedHashMap<>();
        CodePoint culprit = diagnosis.culprit();
        expected.put("class", diagnosis.category() == Category.CONCURRENT_WRITE
                ? "CONCURRENT_MAP_ACCESS"
                : diagnosis.category().name());
        expected.put("subclass", diagnosis.kind().name());
        expected.put("operation", operation(diagnosis.operation().type()));
        expected.put("map_op_of_other_party", operation(diagnosis.counterpart().type()));
        expected.put("throw_message", diagnosis.message());
        expected.put("culprit_function", culprit == null ? null : culprit.function());
        expected.put("culprit_file", culprit == null ? null : culprit.file());
        expected.put("culprit_line", culprit == null ? null : culprit.line());
        expected.put("culprit_goroutine_id", culprit == null ? null : culprit.goroutine());
        expected.put("culprit_in_trace", culprit != null);
        expected.put("suspects", diagnosis.suspects().stream().map(CorpusCase::suspect).toList());
        expected.put("growth_in_progress", diagnosis.operation().growing() ? Boolean.TRUE : null);
        expected.put("source", diagnosis.source() == Source.RACE_REPORT ? "race_detector" : "runtime_fatal");
        expected.put("undecidable", diagnosis.insufficient());
        return expected;
    }

    private static Map<String, Object> suspect(Suspect suspect) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("function_source", suspect.function());
        entry.put("file", suspect.file());
        entry.put("line", suspect.line());
        entry.put("goroutine_ids", suspect.goroutine() == null ? List.of() : List.of(suspect.goroutine()));
        entry.put("goroutine_ids_at_operation", List.of());
        return entry;
    }

    private static @Nullable String operation(OperationType type) {
        return switch (type) {
            case READ, LEN -> "access";
            case WRITE -> "assign|delete|clear";
            case UNKNOWN -> null;
            default -> lower(type);
        };
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
