package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.incident.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client wants to have simulated. Read leniently as to the types of values, strictly as to their names.
@Schema(name = "SimulationRequest", description = "Members may be left out: the defaults are the newest Go, seed 1 and the"
        + " parameters of the catalogue.")
record SimulationRequest(
        @Schema(description = "Name in the catalogue", example = "write-write") @Nullable String scenario,
        @Schema(description = "A release whose map the engine knows", example = "1.23") @Nullable String goVersion,
        @Schema(description = "Of hashes, orders of iteration and samples", example = "1") @Nullable Long seed,
        @Schema(description = "As the scenario has them", example = "{\"entries\": 3}") Map<String, String> parameters) {
    private static final List<String> MEMBERS = List.of("scenario", "goVersion", "seed", "parameters");
    private static final int MAX_BODY = 16 << 10;
    private static final int MAX_TEXT = 200;

    static SimulationRequest read(byte[] body, JsonMapper json) {
        if (body.length > MAX_BODY) {
            throw new Problem(HttpStatus.CONTENT_TOO_LARGE, "problem.simulation-body", MAX_BODY).with("limit",
                    MAX_BODY);
        }
        JsonNode root;
        try {
            root = isBlank(body) ? json.createObjectNode() : json.readTree(body);
        } catch (JacksonException malformed) {
            throw bad("problem.simulation-json", "body");
        }
        if (!root.isObject()) {
            throw bad("problem.simulation-json", "body");
        }
        for (String name : root.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw refuse("problem.simulation-member", "", name, MEMBERS);
            }
        }
        return new SimulationRequest(text(root, "scenario"), text(root, "goVersion"), number(root),
                parameters(root.path("parameters")));
    }

    private static boolean isBlank(byte[] body) {
        for (byte b : body) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String text(JsonNode root, String name) {
        JsonNode value = root.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw bad("problem.bad-parameter", name, excerpt(value.toString()));
        }
        return value.asString().strip();
    }

    private static @Nullable Long number(JsonNode root) {
        String text = text(root, "seed");
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw bad("problem.bad-parameter", "seed", excerpt(text));
        }
    }

    private static Map<String, String> parameters(JsonNode node) {
        Map<String, String> parameters = new TreeMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return parameters;
        }
        if (!node.isObject()) {
            throw bad("problem.bad-parameter", "parameters", excerpt(node.toString()));
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!each.getValue().isValueNode()) {
                throw bad("problem.bad-parameter", "parameters." + excerpt(each.getKey()),
                        excerpt(each.getValue().toString()));
            }
            if (!each.getValue().isNull()) {
                parameters.put(each.getKey(), each.getValue().asString());
            }
        }
        return parameters;
    }

    /// The release that is wanted.
    GoVersion version(GoVersion otherwise) {
        if (goVersion == null || goVersion.isEmpty()) {
            return otherwise;
        }
        return GoVersion.of(goVersion).orElseThrow(() -> refuse("problem.simulation-go-version", goVersion,
                "goVersion", Arrays.stream(GoVersion.values()).map(GoVersion::label).toList()));
    }

    static Problem refuse(String key, String value, String parameter, List<String> accepted) {
        return bad(key, excerpt(value.isEmpty() ? parameter : value), String.join(", ", accepted))
                .with("parameter", excerpt(parameter)).with("accepted", accepted);
    }

    private static Problem bad(String key, Object... args) {
        return new Problem(HttpStatus.BAD_REQUEST, key, args);
    }

    static String excerpt(String text) {
        String clean = text.chars().filter(c -> c >= ' ').mapToObj(Character::toString)
                .collect(Collectors.joining());
        return clean.length() <= MAX_TEXT ? clean : clean.substring(0, MAX_TEXT) + "…";
    }
}
