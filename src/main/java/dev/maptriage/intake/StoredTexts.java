package dev.maptriage.intake;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.incident.StoredTextDiagnoser;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends a stored text through the pipeline once more. What was packed around it is off already, and its size was allowed
/// when it came.
@Component
class StoredTexts implements StoredTextDiagnoser {
    private final TriagePipeline pipeline;

    StoredTexts(TriagePipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public List<Diagnosis> diagnose(InputStream text, long bytes, @Nullable String title) throws IOException {
        SourceLabels labels = new SourceLabels(null, null, null, null, title, null);
        return pipeline.diagnose(new TriageRequest(text, null, bytes, true, () -> labels, null)).incidents().stream()
                .map(Incident::diagnosis).toList();
    }
}
