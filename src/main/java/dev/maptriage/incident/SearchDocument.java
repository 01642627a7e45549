package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.StackLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What search looks through: message, functions and files of one variant of an issue, in lower case.
///
/// All incidents of a variant share one document, so a search reads as many documents as there are variants, however
/// often they crash.
///
/// @param id hash over fingerprint and content, so that only one issue ever writes it
record SearchDocument(String id, String content) {
    private static final int MAX_LENGTH = 8_000;
    private static final int MAX_WORDS = 10;

    static SearchDocument of(Diagnosis diagnosis) {
        Set<String> parts = new LinkedHashSet<>();
        parts.add(diagnosis.message());
        addPoint(parts, diagnosis.culprit());
        addPoint(parts, diagnosis.appFrame());
        addPoint(parts, diagnosis.counterpart().at());
        diagnosis.parties().forEach(party -> party.stack().forEach(frame -> addFrame(parts, frame)));
        diagnosis.suspects().forEach(suspect -> add(parts, suspect.function(), suspect.file()));
        if (diagnosis.operation().runtimeFunction() != null) {
            parts.add(diagnosis.operation().runtimeFunction());
        }
        String content = Columns.text(String.join("\n", parts).toLowerCase(Locale.ROOT), MAX_LENGTH);
        return new SearchDocument(Hashes.sha256(diagnosis.fingerprint(), content), content);
    }

    private static void addPoint(Set<String> parts, @Nullable CodePoint point) {
        if (point != null) {
            add(parts, point.function(), point.file());
        }
    }

    private static void addFrame(Set<String> parts, StackLine frame) {
        if (frame.user()) {
            add(parts, frame.function(), frame.file());
        }
    }

    private static void add(Set<String> parts, String function, @Nullable String file) {
        parts.add(function);
        if (file != null) {
            parts.add(file);
        }
    }

    /// `LIKE` patterns for the words of a query, all of which must match; `\` escapes.
    static List<String> patterns(String query) {
        List<String> patterns = new ArrayList<>();
        for (String word : query.strip().toLowerCase(Locale.ROOT).split("\\s+", -1)) {
            if (!word.isEmpty() && patterns.size() < MAX_WORDS) {
                String escaped = word.replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
                patterns.add("%" + Columns.text(escaped, 500) + "%");
            }
        }
        return patterns;
    }
}
