package dev.maptriage.intake.collector;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Where collectors deliver. Each is answered as its protocol wants, for success, for refusal and for "later".
@RestController
@Tag(name = "Collectors", description = "Deliveries of log shippers, alerting and webhooks. Answered when they are stored"
        + " durably; the diagnosis follows. The same delivery again is answered alike and stored once.")
class CollectorController {
    private static final String DESCRIPTION = "`source` is one of generic, vector, fluentbit, fluentd, journald, loki,"
            + " cloudwatch, firehose, pubsub, cloudevents, sentry, github, alertmanager, grafana. Lines of one crash that"
            + " come as separate records, also in several requests, become one incident.";
    /// `google.rpc.Code`.
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNAUTHENTICATED = 16;
    private static final int UNAVAILABLE = 14;

    private final Reception reception;
    private final Words words;
    private final Clock clock;

    CollectorController(Reception reception, Words words, Clock clock) {
        this.reception = reception;
        this.words = words;
        this.clock = clock;
    }

    /// That a delivery was taken.
    ///
    /// @param id      of the delivery, for the delivery log
    /// @param records how many records it held
    @Schema(name = "Accepted")
    record Accepted(UUID id, int records) {}

    @PostMapping({"/webhooks/{source}", "/webhooks/{source}/**"})
    @Operation(summary = "Deliver to a webhook", description = DESCRIPTION)
    @Parameter(name = "service", in = io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY, description = "Goes before what the records say; likewise `environment`, `release`, `host`, `title`, also as headers `X-Maptriage-Service` …", schema = @Schema(type = "string"))
    @RequestBody(description = "What the sender sends; `Content-Encoding` gzip, zstd, deflate or snappy", content = {
        @Content(mediaType = "application/json"), @Content(mediaType = "application/x-ndjson"),
        @Content(mediaType = "text/plain")})
    @ApiResponse(responseCode = "202", description = "Stored durably; diagnosed next. Firehose and Sentry’s SDKs get the 200 that they expect, Loki 204", content = @Content(mediaType = "application/json", schema = @Schema(implementation = Accepted.class)))
    @ApiResponse(responseCode = "400", description = "Not of the sender’s form; sending it again does not help")
    @ApiResponse(responseCode = "401", description = "Wrong or old signature, or no token")
    @ApiResponse(responseCode = "404", description = "No such source")
    @ApiResponse(responseCode = "413", description = "Over a limit")
    @ApiResponse(responseCode = "503", description = "No room now; `Retry-After` says when to come back")
    void webhook(@PathVariable String source, HttpServletRequest request, HttpServletResponse response, Locale locale)
            throws IOException {
        known(source, request);
        Format format = switch (source) {
            case Sources.FIREHOSE -> new Firehose(request);
            case Sources.LOKI -> new Loki(locale);
            case Sources.SENTRY -> new Sentry(request);
            default -> new Plain();
        };
        answer(source, request, response, format);
    }

    /// Shippers look whether anybody is there before they deliver.
    @RequestMapping(path = "/webhooks/{source}", method = RequestMethod.HEAD)
    @io.swagger.v3.oas.annotations.Hidden
    void there(@PathVariable String source, HttpServletRequest request) {
        known(source, request);
    }

    @PostMapping("/v1/logs")
    @Operation(summary = "Deliver logs of OpenTelemetry", description = "OTLP over HTTP, protobuf or JSON, answered in the"
            + " same type; records that cannot be taken are counted in `partialSuccess`.")
    @RequestBody(description = "An ExportLogsServiceRequest", content = {
        @Content(mediaType = "application/x-protobuf", schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = "application/json", schema = @Schema(type = "object"))})
    @ApiResponse(responseCode = "200", description = "An ExportLogsServiceResponse")
    @ApiResponse(responseCode = "400", description = "A Status; never send it again")
    @ApiResponse(responseCode = "503", description = "A Status; `Retry-After` says when to come back")
    void otlp(HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
        answer(Sources.OTLP, request, response, new Otlp(request, locale));
    }

    @PostMapping("/loki/api/v1/push")
    @Operation(summary = "Deliver as to Loki", description = "Protobuf in snappy, or JSON.")
    @RequestBody(description = "A push request", content = {
        @Content(mediaType = "application/x-protobuf", schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = "application/json", schema = @Schema(type = "object"))})
    @ApiResponse(responseCode = "204", description = "Stored durably")
    void loki(HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
        answer(Sources.LOKI, request, response, new Loki(locale));
    }

    private static void known(String source, HttpServletRequest request) {
        if (!Sources.NAMES.contains(source)) {
            throw new Problem(HttpStatus.NOT_FOUND, "problem.no-source", Cut.to(source, 100),
                    String.join(", ", WebhookSecrets.sources())).with("accepted", WebhookSecrets.sources());
        }
        if (!HttpMethod.HEAD.matches(request.getMethod()) && source.equals(Sources.OTLP)) {
            throw new Problem(HttpStatus.NOT_FOUND, "problem.otlp-path");
        }
    }

    private void answer(String source, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        try {
            format.check();
            String path = request.getRequestURI();
            String below = path.substring(Math.min(path.length(), ("/webhooks/" + source).length()));
            format.success(reception.take(source, below, request), response);
        } catch (UnreadableException e) {
            refuse(format, new Problem(HttpStatus.BAD_REQUEST, "problem.delivery", e.reason()), response);
        } catch (Problem e) {
            refuse(format, e, response);
        }
    }

    private static void refuse(Format format, Problem problem, HttpServletResponse response) throws IOException {
        if (problem.getStatusCode().value() == HttpStatus.UNAUTHORIZED.value()) {
            problem.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        problem.getHeaders()
                .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        format.failure(problem, response);
    }

    private String sentence(Problem problem, Locale locale) {
        return words.of(problem, locale);
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// How a protocol wants to be answered.
    private interface Format {

        /// @throws Problem when the request is of a type that the protocol does not have
        default void check() {}

        void success(Reception.Taken taken, HttpServletResponse response) throws IOException;

        /// @throws Problem to be told as any other failure of the API
        default void failure(Problem problem, HttpServletResponse response) throws IOException {
            throw problem;
        }
    }

    private static final class Plain implements Format {
        @Override
        public void success(Reception.Taken taken, HttpServletResponse response) throws IOException {
            write(response, HttpStatus.ACCEPTED.value(), MediaType.APPLICATION_JSON_VALUE, Bodies.JSON
                    .writeValueAsBytes(new Accepted(taken.receipt().id(), taken.receipt().records())));
        }
    }

    /// SDKs want to hear the event's id.
    private static final class Sentry implements Format {
        private final boolean envelope;

        Sentry(HttpServletRequest request) {
            envelope = SentryProtocol.isEnvelope(new Sent(Sources.SENTRY, request.getRequestURI(),
                    Sent.typeOf(request.getContentType()), request::getHeader, Map.of(), new byte[0]));
        }

        @Override
        public void success(Reception.Taken taken, HttpServletResponse response) throws IOException {
            if (envelope) {
                write(response, HttpStatus.OK.value(), MediaType.APPLICATION_JSON_VALUE,
                        SentryProtocol.answer(taken.body()));
            } else {
                new Plain().success(taken, response);
            }
        }
    }

    private final class Loki implements Format {
        private final Locale locale;

        Loki(Locale locale) {
            this.locale = locale;
        }

        @Override
        public void success(Reception.Taken taken, HttpServletResponse response) {
            response.setStatus(HttpStatus.NO_CONTENT.value());
        }

        @Override
        public void failure(Problem problem, HttpServletResponse response) throws IOException {
            write(response, problem.getStatusCode().value(), "text/plain;charset=UTF-8",
                    (sentence(problem, locale) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Both answers repeat the request's id.
    private final class Firehose implements Format {
        private final HttpServletRequest request;

        Firehose(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public void success(Reception.Taken taken, HttpServletResponse response) throws IOException {
            String id = request.getHeader("X-Amz-Firehose-Request-Id");
            write(response, HttpStatus.OK.value(), MediaType.APPLICATION_JSON_VALUE,
                    body(id != null ? id : idIn(taken.body()), null));
        }

        private static String idIn(byte[] body) {
            try {
                return Bodies.string(Bodies.json(body), "/requestId");
            } catch (UnreadableException e) {
                return "";
            }
        }

        @Override
        public void failure(Problem problem, HttpServletResponse response) throws IOException {
            write(response, problem.getStatusCode().value(), MediaType.APPLICATION_JSON_VALUE,
                    body(Objects.requireNonNullElse(request.getHeader("X-Amz-Firehose-Request-Id"), ""),
                            sentence(problem, Locale.ENGLISH)));
        }

        private byte[] body(String id, @org.jspecify.annotations.Nullable String error) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("requestId", id);
            body.put("timestamp", clock.instant().toEpochMilli());
            if (error != null) {
                body.put("errorMessage", error);
            }
            return Bodies.JSON.writeValueAsBytes(body);
        }
    }

    /// Answers in the type of the request; failures are a `google.rpc.Status`.
    private final class Otlp implements Format {
        private final String type;
        private final Locale locale;

        Otlp(HttpServletRequest request, Locale locale) {
            this.type = Sent.typeOf(request.getContentType());
            this.locale = locale;
        }

        @Override
        public void check() {
            if (!type.equals(OtlpProtocol.JSON) && !type.equals(OtlpProtocol.PROTOBUF)) {
                throw new Problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "problem.unsupported-type",
                        type.isEmpty() ? "?" : Cut.to(type, 100)).with("accepted",
                                List.of(OtlpProtocol.PROTOBUF, OtlpProtocol.JSON));
            }
        }

        @Override
        public void success(Reception.Taken taken, HttpServletResponse response) throws IOException {
            ExportLogsServiceResponse.Builder answer = ExportLogsServiceResponse.newBuilder();
            if (taken.rejected() > 0) {
                answer.setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(taken.rejected())
                        .setErrorMessage(words.of(locale, "collector.otlp.too-long", taken.rejected())));
            }
            write(response, HttpStatus.OK.value(), type,
                    type.equals(OtlpProtocol.JSON) ? json(answer.build()) : answer.build().toByteArray());
        }

        private static byte[] json(ExportLogsServiceResponse answer) {
            try {
                return JsonFormat.printer().omittingInsignificantWhitespace().print(answer)
                        .getBytes(StandardCharsets.UTF_8);
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void failure(Problem problem, HttpServletResponse response) throws IOException {
            int status = problem.getStatusCode().value();
            int code = status == HttpStatus.UNAUTHORIZED.value()
                    ? UNAUTHENTICATED
                    : status == HttpStatus.SERVICE_UNAVAILABLE.value() ? UNAVAILABLE : INVALID_ARGUMENT;
            String message = sentence(problem, locale);
            byte[] body = type.equals(OtlpProtocol.PROTOBUF)
                    ? status(code, message)
                    : Bodies.JSON.writeValueAsBytes(new LinkedHashMap<>(Map.of("code", code, "message", message)));
            write(response, status, type.equals(OtlpProtocol.PROTOBUF) ? type : OtlpProtocol.JSON, body);
        }

        /// `google.rpc.Status`: code, message.
        private static byte[] status(int code, String message) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeInt32(1, code);
            out.writeBytes(2, ByteString.copyFromUtf8(message));
            out.flush();
            return bytes.toByteArray();
        }
    }
}
