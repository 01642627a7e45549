package dev.maptriage.incident;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// An error for the caller, told as RFC 9457 problem detail in the caller's language.
///
/// The key names the sentence in the message bundle and, without its prefix, the problem's type.
public final class Problem extends ErrorResponseException {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "problem.";

    private final transient List<Object> arguments;

    /// @param key  `problem.` and a name, e.g. `problem.cursor`
    /// @param args arguments of the sentence
    public Problem(HttpStatus status, String key, Object... args) {
        super(status, body(status, key), null, key, args);
        this.arguments = List.of(args);
    }

    private static ProblemDetail body(HttpStatus status, String key) {
        ProblemDetail body = ProblemDetail.forStatus(status);
        body.setType(URI.create("urn:maptriage:problem:" + key.substring(PREFIX.length())));
        return body;
    }

    static Problem badRequest(String key, Object... args) {
        return new Problem(HttpStatus.BAD_REQUEST, key, args);
    }

    static Problem notFound(String key, Object... args) {
        return new Problem(HttpStatus.NOT_FOUND, key, args);
    }

    /// Arguments of the sentence.
    public List<Object> arguments() {
        return arguments;
    }

    /// Adds a member to the problem, e.g. `limit`.
    public Problem with(String member, Object value) {
        getBody().setProperty(member, value);
        return this;
    }
}
