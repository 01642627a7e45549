package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.trace.ParseNote;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The stored form of diagnoses and notes. Has its own mapper, so that no setting of the HTTP side changes what is in
/// the database, and reads rows that an older or newer version has written.
@Component
class DiagnosisJson {
    private static final TypeReference<List<ParseNote>> NOTES = new TypeReference<>() {
    };

    private final JsonMapper mapper = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    String write(Diagnosis diagnosis) {
        return mapper.writeValueAsString(diagnosis);
    }

    Diagnosis read(String json) {
        return mapper.readValue(json, Diagnosis.class);
    }

    String writeNotes(List<ParseNote> notes) {
        return mapper.writeValueAsString(notes);
    }

    List<ParseNote> readNotes(String json) {
        return mapper.readValue(json, NOTES);
    }

    String writePhrase(Phrase phrase) {
        return mapper.writeValueAsString(phrase);
    }

    Phrase readPhrase(String json) {
        return mapper.readValue(json, Phrase.class);
    }
}
