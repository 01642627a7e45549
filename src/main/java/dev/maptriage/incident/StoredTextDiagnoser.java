package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a stored text through the first stages again. Implemented where these stages meet.
public interface StoredTextDiagnoser {

    /// Diagnoses of the text, in its order.
    ///
    /// @param title as the sender gave it; null without one
    List<Diagnosis> diagnose(InputStream text, long bytes, @Nullable String title) throws IOException;
}
