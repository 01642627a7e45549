package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which incidents to erase: those that all given members fit. At least one of them has to be given.
///
/// @param receivedBefore that came in before this time
/// @param q              that a search finds, in the words of the search box
/// @param dryRun         whether only to count them
@Schema(name = "ErasureRequest")
public record ErasureRequest(@Nullable Instant receivedBefore, @Nullable UUID issueId, @Nullable String service,
        @Nullable String environment, @Nullable String host, @Nullable String q, Boolean dryRun) {

    public ErasureRequest {
        service = Incidents.filled(service);
        environment = Incidents.filled(environment);
        host = Incidents.filled(host);
        q = Incidents.filled(q);
        // A body need not have it: a primitive would have to be there.
        dryRun = Objects.requireNonNullElse(dryRun, false);
    }

    boolean isEmpty() {
        return receivedBefore == null && issueId == null && service == null && environment == null && host == null
                && q == null;
    }

    /// In one line, for logs: `service=cart q=nil`.
    String words() {
        StringBuilder words = new StringBuilder();
        append(words, "receivedBefore", receivedBefore);
        append(words, "issueId", issueId);
        append(words, "service", service);
        append(words, "environment", environment);
        append(words, "host", host);
        append(words, "q", q);
        return words.toString().strip();
    }

    private static void append(StringBuilder words, String name, @Nullable Object value) {
        if (value != null) {
            words.append(' ').append(name).append('=').append(value);
        }
    }
}
