package dev.maptriage.intake;

import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.incident.KeyReusedException;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/// Turns every failure into an RFC 9457 problem detail in a person's words, without a word about our insides.
@Component
public class ProblemWriter {
    private static final String KEY_REUSED = "problem.key-reused";
    private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);
    private static final int MAX_EXCERPT = 100;
    private static final String RETRY_SECONDS = "5";
    /// Attribute of a request: the problem that its error page is about.
    static final String PROBLEM = "dev.maptriage.problem";
    private static final List<String> PROGRAMS = List.of("/api/", "/actuator/", "/webhooks/", "/v1/", "/v3/", "/loki/");

    private final IntakeProperties properties;
    private final Words words;
    private final LocaleResolver locales;
    private final JsonMapper json;

    ProblemWriter(IntakeProperties properties, Words words, LocaleResolver locales, JsonMapper json) {
        this.properties = properties;
        this.words = words;
        this.locales = locales;
        this.json = json;
    }

    /// Writes a problem as the whole response: as a page where somebody looks at pages.
    public void write(HttpServletRequest request, HttpServletResponse response, Throwable failure) throws IOException {
        Problem problem = problemOf(failure, request);
        if (wantsPage(request)) {
            problem.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
            request.setAttribute(PROBLEM, problem);
            response.sendError(problem.getStatusCode().value());
            return;
        }
        byte[] body = json.writeValueAsBytes(describe(problem, request));
        response.setStatus(problem.getStatusCode().value());
        problem.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// Whether the answer is for somebody who looks at pages, and not for a program.
    static boolean wantsPage(HttpServletRequest request) {
        String path = Objects.requireNonNullElse(rawPath(request), "/");
        return PROGRAMS.stream().noneMatch(path::startsWith) && Accepts.choose(request.getHeader(HttpHeaders.ACCEPT),
                List.of(MediaType.APPLICATION_PROBLEM_JSON, MediaType.TEXT_HTML)).filter(MediaType.TEXT_HTML::equals)
                .isPresent();
    }

    /// What went wrong, in the words of the caller's language.
    String words(Problem problem, HttpServletRequest request) {
        return words.of(problem, locales.resolveLocale(request));
    }

    private ProblemDetail describe(Problem problem, HttpServletRequest request) {
        ProblemDetail body = problem.getBody();
        body.setTitle(words.of(locales.resolveLocale(request), titleKey(problem)));
        body.setDetail(words(problem, request));
        body.setInstance(URI.create(Objects.requireNonNullElse(rawPath(request), "/")));
        return body;
    }

    /// Titles go by status; a status that stands for two things has a title for the rarer one.
    private static String titleKey(Problem problem) {
        return KEY_REUSED.equals(problem.getDetailMessageCode())
                ? "problem.title.key-reused"
                : "problem.title." + problem.getStatusCode().value();
    }

    /// The path as sent, which is escaped as a URI must be; null when it is not.
    private static @Nullable String rawPath(HttpServletRequest request) {
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        String path = original == null ? request.getRequestURI() : original.toString();
        try {
            return URI.create(path).toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The problem that a failure is for its caller.
    Problem problemOf(Throwable failure, HttpServletRequest request) {
        return switch (failure) {
            case Problem problem -> problem;
            case EnvelopeException.TooLarge large -> tooLarge(large);
            case EnvelopeException.Broken broken -> problem(400, "problem.broken", broken.getMessage());
            case EnvelopeException.Unsupported unsupported ->
                problem(415, "problem.unsupported-encoding", unsupported.getMessage()).with("accepted",
                        List.of("gzip", "zstd", "deflate"));
            case MalformedJsonException malformed -> problem(400, "problem.malformed-json", malformed.offset(),
                    malformed.getMessage()).with("offset", malformed.offset());
            case OverloadedException busy -> header(problem(429, "problem.overloaded"), HttpHeaders.RETRY_AFTER,
                    RETRY_SECONDS);
            case RuntimeException away when isDatabaseAway(away) -> header(problem(503, "problem.no-database"),
                    HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            case KeyReusedException reused -> problem(422, KEY_REUSED);
            case HttpRequestMethodNotSupportedException method -> method(method);
            case HttpMediaTypeNotAcceptableException accept -> problem(406, "problem.not-acceptable",
                    names(accept.getSupportedMediaTypes())).with("accepted",
                            strings(accept.getSupportedMediaTypes()));
            case HttpMediaTypeNotSupportedException type -> problem(415, "problem.unsupported-type",
                    String.valueOf(type.getContentType())).with("accepted", strings(type.getSupportedMediaTypes()));
            case HttpMessageNotReadableException unreadable -> problem(400, "problem.unreadable-body");
            case NoResourceFoundException missing -> noRoute(request);
            case NoHandlerFoundException missing -> noRoute(request);
            case MethodArgumentTypeMismatchException mismatch -> parameter(mismatch.getName(), mismatch.getValue(),
                    mismatch.getRequiredType());
            case MethodArgumentNotValidException invalid -> parameter(invalid);
            case ErrorResponse response -> byStatus(response.getStatusCode(), request);
            case IOException broken when isDisconnect(broken) -> problem(400, "problem.interrupted");
            default -> internal(failure);
        };
    }

    /// Whether a connection was missing or broke, however it is wrapped.
    private static boolean isDatabaseAway(RuntimeException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException || cause instanceof SQLNonTransientConnectionException
                    || (cause instanceof SQLException broken && isBroken(broken))) {
                return true;
            }
        }
        return false;
    }

    /// When a connection breaks inside of a transaction, taking that back fails as well, and hides why: all that is left is
    /// the pool's word for a connection that it has taken away, which has no state.
    private static boolean isBroken(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                ? "Connection is closed".equals(failure.getMessage())
                : state.startsWith("08") || state.startsWith("57P");
    }

    /// The problem of a status that came without a cause.
    Problem byStatus(HttpStatusCode status, HttpServletRequest request) {
        return switch (status.value()) {
            case 404 -> noRoute(request);
            case 400 -> problem(400, "problem.bad-request");
            case 413 -> tooLarge(null);
            default -> status.is5xxServerError()
                    ? internal(new IllegalStateException("status " + status.value()))
                    : problem(status.value(), "problem.rejected");
        };
    }

    private static Problem problem(int status, String key, @Nullable Object... args) {
        Object[] known = Arrays.stream(args).map(arg -> arg == null ? "" : arg).toArray();
        return new Problem(HttpStatus.valueOf(status), key, known);
    }

    private static Problem header(Problem problem, String name, String value) {
        problem.getHeaders().set(name, value);
        return problem;
    }

    private Problem tooLarge(EnvelopeException.@Nullable TooLarge large) {
        Problem problem = problem(413, "problem.too-large", mebibytes(properties.sentSize().toBytes()),
                mebibytes(properties.inflatedSize().toBytes()));
        problem.with("limit", Map.of("sentBytes", properties.sentSize().toBytes(), "inflatedBytes",
                properties.inflatedSize().toBytes(), "depth", properties.depth(), "archiveFiles",
                properties.archiveFiles()));
        return large == null
                ? problem
                : problem.with("exceeded", large.limit()).with("reason", String.valueOf(large.getMessage()));
    }

    private static String mebibytes(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }

    private static Problem method(HttpRequestMethodNotSupportedException method) {
        List<String> supported = method.getSupportedMethods() == null
                ? List.of()
                : List.of(method.getSupportedMethods());
        return header(problem(405, "problem.method", method.getMethod(), String.join(", ", supported))
                .with("accepted", supported), HttpHeaders.ALLOW, String.join(", ", supported));
    }

    private static Problem noRoute(HttpServletRequest request) {
        return problem(404, "problem.no-route", excerpt(Objects.requireNonNullElse(rawPath(request), "?")));
    }

    private static Problem parameter(MethodArgumentNotValidException invalid) {
        FieldError error = invalid.getBindingResult().getFieldError();
        return error == null
                ? problem(400, "problem.bad-request")
                : parameter(error.getField(), error.getRejectedValue(),
                        invalid.getBindingResult().getFieldType(error.getField()));
    }

    private static Problem parameter(String name, @Nullable Object value, @Nullable Class<?> type) {
        Problem problem = problem(400, "problem.bad-parameter", name, excerpt(String.valueOf(value)))
                .with("parameter", name);
        return type != null && type.isEnum()
                ? problem.with("accepted", Arrays.stream(type.getEnumConstants()).map(Object::toString).toList())
                : problem;
    }

    private static String excerpt(String text) {
        return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "…";
    }

    private static List<String> strings(List<MediaType> types) {
        return types.stream().map(MediaType::toString).toList();
    }

    private static String names(List<MediaType> types) {
        return types.stream().map(MediaType::toString).collect(Collectors.joining(", "));
    }

    private static boolean isDisconnect(IOException failure) {
        return failure instanceof EOFException || failure.getClass().getName().startsWith("org.apache.catalina")
                || failure.getClass().getName().startsWith("org.apache.coyote");
    }

    /// The reader gets a reference, the log the rest.
    private static Problem internal(Throwable failure) {
        UUID reference = UUID.randomUUID();
        log.error("Request failed, reference {}", reference, failure);
        return problem(500, "problem.internal", reference.toString()).with("reference", reference.toString());
    }
}
