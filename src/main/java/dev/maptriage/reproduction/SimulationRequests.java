package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import dev.maptriage.simulation.Parameter;
import dev.maptriage.simulation.ScenarioInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Turns requests into recipes, or into problems that name what is accepted.
@Component
class SimulationRequests {
    private static final GoVersion NEWEST = GoVersion.GO_1_27;

    /// The recipe of a scenario of the catalogue.
    Recipe recipe(SimulationRequest request) {
        List<ScenarioInfo> catalogue = Scenarios.catalogue();
        List<String> names = catalogue.stream().map(ScenarioInfo::name).toList();
        String name = request.scenario() == null ? "" : request.scenario();
        ScenarioInfo info = catalogue.stream().filter(known -> known.name().equals(name)).findFirst()
                .orElseThrow(() -> SimulationRequest.refuse("problem.simulation-scenario", name, "scenario", names));
        if (!info.name().equals(Scenarios.CONVOY)) {
            request.parameters().forEach((parameter, value) -> check(info, parameter, value));
        }
        long seed = request.seed() == null ? ReproductionPlan.SEED : request.seed();
        GoVersion version = request.version(NEWEST);
        try {
            return Scenarios.recipe(name, version, seed, request.parameters());
        } catch (LabRefusal refusal) {
            throw refuse(refusal);
        } catch (IllegalArgumentException impossible) {
            throw SimulationRequest.refuse("problem.simulation-impossible", String.valueOf(impossible.getMessage()),
                    "goVersion", List.of());
        }
    }

    private static void check(ScenarioInfo info, String name, String value) {
        List<String> names = info.parameters().stream().map(Parameter::name).toList();
        Parameter parameter = info.parameters().stream().filter(known -> known.name().equals(name)).findFirst()
                .orElseThrow(() -> SimulationRequest.refuse("problem.simulation-parameter", "", name, names));
        if (!accepts(parameter, value)) {
            throw SimulationRequest.refuse("problem.simulation-value", value, name, range(parameter));
        }
    }

    private static boolean accepts(Parameter parameter, String value) {
        return switch (parameter.type()) {
            case CHOICE -> parameter.choices().contains(value);
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case INTEGER -> value.matches("-?\\d{1,9}") && isWithin(Integer.parseInt(value), parameter);
        };
    }

    private static boolean isWithin(int number, Parameter parameter) {
        Integer min = parameter.min();
        Integer max = parameter.max();
        return (min == null || number >= min) && (max == null || number <= max);
    }

    private static List<String> range(Parameter parameter) {
        return switch (parameter.type()) {
            case CHOICE -> parameter.choices();
            case BOOLEAN -> List.of("true", "false");
            case INTEGER -> List.of(bound(parameter.min()) + " to " + bound(parameter.max()));
        };
    }

    private static String bound(@Nullable Integer bound) {
        return bound == null ? "…" : bound.toString();
    }

    private static RuntimeException refuse(LabRefusal refusal) {
        LabParameter parameter = refusal.parameter();
        if (parameter == null) {
            return SimulationRequest.refuse("problem.simulation-parameter", "", refusal.field(), refusal.known());
        }
        List<String> possible = parameter.kind() == LabParameter.Kind.CHOICE
                ? parameter.choices()
                : List.of(parameter.least() + "–" + parameter.most());
        return SimulationRequest.refuse("problem.simulation-value", refusal.value(), refusal.field(), possible);
    }

    /// An incident's recipe with another release or seed.
    Recipe varied(Recipe recipe, SimulationRequest request) {
        Map<String, String> parameters = new TreeMap<>(recipe.parameters());
        if (!request.parameters().isEmpty()) {
            throw SimulationRequest.refuse("problem.simulation-parameter", "",
                    request.parameters().keySet().iterator().next(), List.of());
        }
        GoVersion version = request.version(recipe.version());
        long seed = request.seed() == null ? recipe.seed() : request.seed();
        return new Recipe(recipe.scenario(), version, seed, parameters, recipe.message());
    }
}
