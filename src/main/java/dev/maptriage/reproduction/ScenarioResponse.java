package dev.maptriage.reproduction;

import dev.maptriage.incident.Words;
import dev.maptriage.simulation.Guard;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.Parameter;
import dev.maptriage.simulation.ScenarioInfo;
import dev.maptriage.simulation.ToolCheck;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A scenario of the catalogue as JSON.
@Schema(name = "Scenario")
record ScenarioResponse(@Schema(example = "write-write") String name,
        @Schema(description = "In the reader's language") String title, String category, String kind,
        @Schema(description = "What keeps the goroutines apart") Guard guard,
        @Schema(description = "Whether every interleaving is explored; a lock convoy is simulated over time instead") boolean explorable,
        List<ParameterJson> parameters,
        @Schema(description = "What tools and the runtime say of it") List<ToolCheck> checks) {

    /// Something about a scenario that can be chosen.
    @Schema(name = "ScenarioParameter")
    record ParameterJson(String name, String type, String defaultValue, @Nullable Double min, @Nullable Double max,
            List<String> choices) {

        static ParameterJson of(Parameter parameter) {
            return new ParameterJson(parameter.name(), parameter.type().name(), parameter.defaultValue(),
                    parameter.min() == null ? null : parameter.min().doubleValue(),
                    parameter.max() == null ? null : parameter.max().doubleValue(), parameter.choices());
        }

        static ParameterJson of(LabParameter parameter) {
            boolean choice = parameter.kind() == LabParameter.Kind.CHOICE;
            return new ParameterJson(parameter.name(), switch (parameter.kind()) {
                case WHOLE -> Parameter.Type.INTEGER.name();
                case NUMBER -> "NUMBER";
                case CHOICE -> Parameter.Type.CHOICE.name();
            }, parameter.fallback(), choice ? null : parameter.min(), choice ? null : parameter.max(),
                    parameter.choices());
        }
    }

    static ScenarioResponse of(ScenarioInfo info, Words words, Locale locale) {
        List<ParameterJson> parameters = info.name().equals(Scenarios.CONVOY)
                ? LockConvoy.PARAMETERS.stream()
                        .filter(parameter -> !List.of("goVersion", "seed").contains(parameter.name()))
                        .map(ParameterJson::of).toList()
                : info.parameters().stream().map(ParameterJson::of).toList();
        return new ScenarioResponse(info.name(), words.of(locale, info.titleKey()), info.category(), info.kind(),
                info.guard(), info.explorable(), parameters, info.checks());
    }
}
