package dev.maptriage.reproduction;

import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Simulations", description = "Goroutines on a model of Go's maps, under every interleaving up to a bound.")
class SimulationController {
    private static final Pattern STEPS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final int MAX_BODY = 16 << 10;
    private static final String COSTS = " Needs the scope `triage` once access tokens are configured: a simulation takes up"
            + " to seconds of a processor.";
    private static final String EXAMPLE = """
            {"scenario": "write-write", "goVersion": "1.23", "seed": 1, "parameters": {"entries": 3}}""";

    private final Simulations simulations;
    private final SimulationOrders orders;
    private final Words words;
    private final JsonMapper json;

    SimulationController(Simulations simulations, SimulationOrders orders, Words words, JsonMapper json) {
        this.simulations = simulations;
        this.orders = orders;
        this.words = words;
        this.json = json;
    }

    @GetMapping("/scenarios")
    @Operation(summary = "List the scenarios", description = "What can be simulated by name: title, category, what keeps the"
            + " goroutines apart, and the parameters with their ranges and defaults.")
    List<ScenarioResponse> scenarios(Locale locale) {
        return Scenarios.catalogue().stream().map(info -> ScenarioResponse.of(info, words, locale)).toList();
    }

    @PostMapping("/simulations")
    @Operation(summary = "Run a scenario", description = "Waits about two seconds for the result; one that takes longer goes"
            + " on and is read, or listened for, under its own address. Equal requests have equal results." + COSTS)
    @RequestBody(required = true, content = @Content(mediaType = "application/json", schema = @Schema(implementation = SimulationRequest.class), examples = @ExampleObject(EXAMPLE)))
    @ApiResponse(responseCode = "201", description = "Done: the result", content = @Content(schema = @Schema(implementation = SimulationResponse.class)))
    @ApiResponse(responseCode = "202", description = "It goes on; `state` says how far it is", content = @Content(schema = @Schema(implementation = SimulationResponse.class)))
    @ApiResponse(responseCode = "400", description = "Unknown scenario, release or parameter; `accepted` names those that are")
    @ApiResponse(responseCode = "429", description = "Too many simulations are waiting")
    ResponseEntity<SimulationResponse> simulate(HttpServletRequest request, Locale locale) throws IOException {
        return answer(orders.scenario(SimulationRequest.read(body(request), json)), locale);
    }

    @PostMapping("/incidents/{id}/simulations")
    @Operation(summary = "Reproduce an incident", description = "Runs the scenario that explains it, aimed at its message."
            + " The body is optional; `goVersion` and `seed` take another release or seed, `scenario` and `parameters` another"
            + " scenario of the catalogue." + COSTS)
    @RequestBody(required = false, content = @Content(mediaType = "application/json", schema = @Schema(implementation = SimulationRequest.class), examples = @ExampleObject("{\"goVersion\": \"1.26\"}")))
    @ApiResponse(responseCode = "201", description = "Done: the result", content = @Content(schema = @Schema(implementation = SimulationResponse.class)))
    @ApiResponse(responseCode = "202", description = "It goes on; `state` says how far it is", content = @Content(schema = @Schema(implementation = SimulationResponse.class)))
    @ApiResponse(responseCode = "404", description = "No such incident")
    @ApiResponse(responseCode = "422", description = "Two goroutines and a map cannot explain this incident; says why")
    @ApiResponse(responseCode = "429", description = "Too many simulations are waiting")
    ResponseEntity<SimulationResponse> reproduce(@PathVariable UUID id, HttpServletRequest request, Locale locale)
            throws IOException {
        return answer(orders.incident(id, SimulationRequest.read(body(request), json), locale), locale);
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        return request.getInputStream().readNBytes(MAX_BODY + 1);
    }

    private ResponseEntity<SimulationResponse> answer(Simulation simulation, Locale locale) {
        return ResponseEntity.status(simulation.finished() ? HttpStatus.CREATED : HttpStatus.ACCEPTED)
                .location(URI.create("/api/v1/simulations/" + simulation.id()))
                .body(SimulationResponse.of(simulation, 1, Integer.MAX_VALUE, words, locale));
    }

    @GetMapping("/simulations/{id}")
    @Operation(summary = "Read a simulation", description = "With all steps of its witness, or with a window of them. The"
            + " `ETag` changes with its state only: a result never changes.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = SimulationResponse.class)))
    @ApiResponse(responseCode = "304", description = "Not changed")
    @ApiResponse(responseCode = "404", description = "No such simulation")
    ResponseEntity<SimulationResponse> read(@PathVariable UUID id,
            @Parameter(description = "A window of steps, both inside: `101-200`") @RequestParam(required = false) @Nullable String steps,
            Locale locale) {
        Simulation simulation = simulations.find(id)
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.simulation-not-found", id));
        int[] window = window(steps);
        return ResponseEntity.ok()
                .eTag("\"" + simulation.recipe().key().substring(0, 16) + "-" + simulation.state() + "-"
                        + locale.toLanguageTag() + "\"")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .body(SimulationResponse.of(simulation, window[0], window[1], words, locale));
    }

    private static int[] window(@Nullable String steps) {
        if (steps == null || steps.isBlank()) {
            return new int[]{1, Integer.MAX_VALUE};
        }
        Matcher matcher = STEPS.matcher(steps.strip());
        if (!matcher.matches()) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.bad-parameter", "steps",
                    SimulationRequest.excerpt(steps)).with("parameter", "steps").with("accepted", List.of("1-100"));
        }
        int one = Integer.parseInt(matcher.group(1));
        int other = matcher.group(2) == null ? one : Integer.parseInt(matcher.group(2));
        return new int[]{Math.max(1, Math.min(one, other)), Math.max(one, other)};
    }

}
