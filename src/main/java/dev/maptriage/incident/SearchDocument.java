package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.StackLine;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What search looks through: the words of message, functions and files of one variant of an issue.
///
/// All incidents of a variant share one document, so a search reads as many documents as there are variants, however
/// often they crash.
///
/// @param id     hash over fingerprint and words, so that only one issue ever writes it
/// @param tokens as [SearchTokens] cuts them
record SearchDocument(String id, Set<String> tokens) {

    static SearchDocument of(Diagnosis diagnosis) {
        SearchTokens tokens = new SearchTokens();
        addPoint(tokens, diagnosis.culprit());
        addPoint(tokens, diagnosis.appFrame());
        addPoint(tokens, diagnosis.counterpart().at());
        tokens.addText(diagnosis.message());
        diagnosis.parties().forEach(party -> party.stack().forEach(frame -> addFrame(tokens, frame)));
        diagnosis.suspects().forEach(suspect -> {
            tokens.addFrame(suspect.function());
            addFile(tokens, suspect.file());
        });
        if (diagnosis.operation().runtimeFunction() != null) {
            tokens.addFrame(diagnosis.operation().runtimeFunction());
        }
        return new SearchDocument(
                Hashes.sha256(diagnosis.fingerprint(), String.join("\n", tokens.all().stream().sorted().toList())),
                tokens.all());
    }

    private static void addPoint(SearchTokens tokens, @Nullable CodePoint point) {
        if (point != null) {
            tokens.addFunction(point.function());
            addFile(tokens, point.file());
        }
    }

    private static void addFrame(SearchTokens tokens, StackLine frame) {
        if (frame.user()) {
            tokens.addFrame(frame.function());
            addFile(tokens, frame.file());
        }
    }

    private static void addFile(SearchTokens tokens, @Nullable String file) {
        if (file != null) {
            tokens.addFile(file);
        }
    }
}
