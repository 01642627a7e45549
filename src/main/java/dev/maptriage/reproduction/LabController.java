package dev.maptriage.reproduction;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import dev.maptriage.layout.LayoutException;
import dev.maptriage.layout.StructLab;
import dev.maptriage.layout.StructLab.Hint;
import dev.maptriage.layout.StructLab.StructLayout;
import dev.maptriage.layout.StructLab.StructReport;
import dev.maptriage.simulation.Alternatives.AlternativesResult;
import dev.maptriage.simulation.GrowthLab.GrowthResult;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import dev.maptriage.simulation.LockConvoy.ConvoyResult;
import dev.maptriage.simulation.RaceWindow.RaceResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/api/v1/labs`: settings in, figures out. Nothing is stored.
@RestController
@RequestMapping(path = "/api/v1/labs", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Labs", description = "Experiments on Go maps and structs. Every setting has a default; the same settings give the"
        + " same answer.")
class LabController {
    private static final String WITHOUT_BODY = "An empty body means all defaults.";
    /// The source of a struct, each character escaped in JSON, and room for the rest.
    private static final int MAX_BODY = StructLab.MAX_SOURCE * 6 + 4_096;

    private final Labs labs;
    private final Words words;
    private final JsonMapper json;

    LabController(Labs labs, Words words, JsonMapper json) {
        this.labs = labs;
        this.words = words;
        this.json = json;
    }

    @PostMapping("/growth")
    @Operation(summary = "Grow a map", description = "New keys one after the other into the map engine: work and latency per"
            + " insert against load factor, the inserts that begin or carry growth, percentiles, and well-known claims beside"
            + " what the run shows. " + WITHOUT_BODY)
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "400", description = "A setting is unknown or out of range; the answer names it")
    GrowthResult growth(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
        return run(request, labs::growth);
    }

    @PostMapping("/race-window")
    @Operation(summary = "Predict when the runtime notices a race", description = "Probability of detection over time, in closed"
            + " form and simulated; observation window for a wanted share; overlapping operations that go unnoticed. "
            + WITHOUT_BODY)
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "400", description = "A setting is unknown or out of range; the answer names it")
    RaceResult race(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
        return run(request, labs::race);
    }

    @PostMapping("/convoy")
    @Operation(summary = "Queue goroutines behind a growing map", description = "Queue length, holds and waits over time; the"
            + " same with the map made large enough, and cut into shards. " + WITHOUT_BODY)
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "400", description = "A setting is unknown or out of range; the answer names it")
    ConvoyResult convoy(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
        return run(request, labs::convoy);
    }

    @PostMapping("/alternatives")
    @Operation(summary = "Compare safe ways to share a map", description = "Mutex, RWMutex, sync.Map, shards and copy-on-write"
            + " under one load: throughput and waits. " + WITHOUT_BODY)
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "400", description = "A setting is unknown or out of range; the answer names it")
    AlternativesResult alternatives(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
        return run(request, labs::alternatives);
    }

    /// @param id   names the sentence
    /// @param text the sentence
    @Schema(name = "StructHint")
    record HintResponse(String id, List<Object> args, String text) {}

    @Schema(name = "StructLayoutOfArchitecture")
    record LayoutResponse(@JsonUnwrapped @JsonIgnoreProperties("hints") StructLayout layout,
            List<HintResponse> hints) {}

    @Schema(name = "StructLayoutsOfStruct")
    record StructResponse(String name, int line, List<LayoutResponse> layouts) {}

    /// @param generic types that have no layout until their parameters are spelled out
    @Schema(name = "StructLayoutAnswer")
    record StructLayoutResponse(String goVersion, List<StructResponse> structs, List<String> generic) {}

    @PostMapping("/struct-layout")
    @Operation(summary = "Lay out Go structs", description = "Go source in, offsets, padding, sizes, cache lines and the best"
            + " order out, for amd64, arm64 and 386. Sentences are in the language of `Accept-Language`.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "400", description = "The source cannot be laid out; the answer names line and type")
    StructLayoutResponse structLayout(@Parameter(hidden = true) HttpServletRequest request, Locale locale)
            throws IOException {
        Map<String, String> given = settings(request);
        try {
            String version = given.getOrDefault("goVersion", LabDocumentation.NEWEST.label());
            StructReport report = labs.structs(source(given), minor(version));
            return new StructLayoutResponse(report.goVersion(), report.structs().stream()
                    .map(s -> new StructResponse(s.name(), s.line(),
                            s.layouts().stream().map(l -> new LayoutResponse(l, hints(l.hints(), locale))).toList()))
                    .toList(), report.generic());
        } catch (LayoutException told) {
            throw problem(told);
        }
    }

    private static String source(Map<String, String> given) {
        for (String name : given.keySet()) {
            if (!name.equals("source") && !name.equals("goVersion")) {
                throw unknown(name, List.of("source", "goVersion"));
            }
        }
        String source = given.get("source");
        if (source == null || source.isBlank()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.lab.source").with("field", "source");
        }
        return source;
    }

    static int minor(String label) {
        GoVersion version = GoVersion.of(label).orElseThrow(
                () -> choice("goVersion", label, LabDocumentation.releases()));
        return Integer.parseInt(version.label().replaceFirst("^1\\.(\\d+).*", "$1"));
    }

    private List<HintResponse> hints(List<Hint> hints, Locale locale) {
        return hints.stream().map(h -> new HintResponse(h.id(), h.args(),
                words.of(locale, "layout.hint." + h.id(), h.args().toArray()))).toList();
    }

    private <T> T run(HttpServletRequest request, Function<Map<String, String>, T> lab) throws IOException {
        try {
            return lab.apply(settings(request));
        } catch (LabRefusal refusal) {
            throw problem(refusal);
        }
    }

    /// Read by hand: a program that posts JSON by `curl -d` says that it is a form, and means JSON.
    private Map<String, String> settings(HttpServletRequest request) throws IOException {
        byte[] body;
        try (InputStream in = request.getInputStream()) {
            body = in.readNBytes(MAX_BODY + 1);
        }
        if (body.length > MAX_BODY) {
            throw new Problem(HttpStatus.CONTENT_TOO_LARGE, "problem.lab.too-large", MAX_BODY).with("limit", MAX_BODY);
        }
        if (new String(body, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            return Map.of();
        }
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (JacksonException malformed) {
            long offset = Math.max(0, malformed.getLocation().getByteOffset());
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.malformed-json", offset, malformed.getOriginalMessage())
                    .with("offset", offset);
        }
        if (!tree.isObject()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.lab.object");
        }
        return settings(tree);
    }

    private static Map<String, String> settings(JsonNode object) {
        Map<String, String> settings = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (!value.isValueNode()) {
                throw new Problem(HttpStatus.BAD_REQUEST, "problem.lab.scalar", field.getKey()).with("field",
                        field.getKey());
            }
            if (!value.isNull()) {
                settings.put(field.getKey(), value.asString());
            }
        });
        return settings;
    }

    private static Problem problem(LabRefusal refusal) {
        LabParameter parameter = refusal.parameter();
        if (parameter == null) {
            return unknown(refusal.field(), refusal.known());
        }
        if (parameter.kind() == LabParameter.Kind.CHOICE) {
            return choice(refusal.field(), refusal.value(), parameter.choices());
        }
        return new Problem(HttpStatus.BAD_REQUEST, "problem.lab.range", refusal.field(), refusal.value(),
                parameter.least(), parameter.most()).with("field", refusal.field()).with("minimum", parameter.min())
                .with("maximum", parameter.max());
    }

    private static Problem choice(String field, String value, List<String> choices) {
        return new Problem(HttpStatus.BAD_REQUEST, "problem.lab.choice", field, value, String.join(", ", choices))
                .with("field", field).with("accepted", choices);
    }

    private static Problem unknown(String name, List<String> known) {
        return new Problem(HttpStatus.BAD_REQUEST, "problem.lab.unknown", name, String.join(", ", known))
                .with("field", name).with("accepted", known);
    }

    private Problem problem(LayoutException told) {
        Object[] args = new Object[told.args().size() + 1];
        args[0] = told.line();
        for (int i = 1; i < args.length; i++) {
            args[i] = told.args().get(i - 1);
        }
        Problem problem = new Problem(HttpStatus.BAD_REQUEST, "problem.layout." + told.reason(), args)
                .with("line", told.line()).with("field", "source");
        return told.args().isEmpty() ? problem : problem.with("subject", told.args().getFirst());
    }
}
