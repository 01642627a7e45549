package dev.maptriage.dashboard;

import dev.maptriage.dashboard.SimulationView.FormView;
import dev.maptriage.reproduction.Recipe;
import dev.maptriage.simulation.Guard;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.Parameter;
import dev.maptriage.simulation.ScenarioInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Scenarios and their parameters in words, and the form that asks for another one.
final class Scenes {
    private static final List<String> ELSEWHERE = List.of("goVersion", "seed");

    private Scenes() {}

    static String title(String scenario, PageWords words) {
        return words.text("simulation.scenario." + scenario);
    }

    static String parameter(String name, PageWords words) {
        return found("player.parameter." + name, found("labs.field." + name, name, words), words);
    }

    static String value(String value, PageWords words) {
        String plain = value.toLowerCase(Locale.ROOT);
        return found("player.value." + plain, plain.replace('_', ' '), words);
    }

    private static String found(String key, String otherwise, PageWords words) {
        String text = words.text(key);
        return text.equals(key) ? otherwise : text;
    }

    /// What keeps the goroutines of a scenario apart.
    static String guard(Guard guard, PageWords words) {
        return words.text("player.guard." + guard);
    }

    /// All scenarios, sorted by what keeps the goroutines apart.
    ///
    /// @param chosen the selected one; empty for the incident's own
    static List<FormView.Group> groups(List<ScenarioInfo> scenarios, String chosen, PageWords words) {
        Map<String, List<FormView.Option>> groups = new LinkedHashMap<>();
        if (chosen.isEmpty()) {
            groups.put(words.text("player.form.own"),
                    List.of(new FormView.Option("", words.text("player.form.incident"), true)));
        }
        for (ScenarioInfo scenario : scenarios) {
            String group = scenario.explorable() ? guard(scenario.guard(), words) : words.text("player.form.over-time");
            groups.computeIfAbsent(group, label -> new ArrayList<>()).add(new FormView.Option(scenario.name(),
                    title(scenario.name(), words), scenario.name().equals(chosen)));
        }
        return groups.entrySet().stream().map(each -> new FormView.Group(each.getKey(), each.getValue())).toList();
    }

    /// The parameters of a recipe's scenario, as they are in the recipe.
    static List<LabView.Field> fields(Recipe recipe, List<ScenarioInfo> scenarios, PageWords words) {
        ScenarioInfo info = scenarios.stream().filter(each -> each.name().equals(recipe.scenario())).findFirst()
                .orElse(null);
        if (info == null) {
            return List.of();
        }
        return info.explorable()
                ? info.parameters().stream()
                        .map(each -> field(each, recipe.parameters().getOrDefault(each.name(), each.defaultValue()),
                                words))
                        .toList()
                : new LabWords(words).fields(LockConvoy.PARAMETERS, recipe.parameters()).stream()
                        .filter(field -> !ELSEWHERE.contains(field.name())).toList();
    }

    private static LabView.Field field(Parameter parameter, String value, PageWords words) {
        Stream<String> choices = switch (parameter.type()) {
            case CHOICE -> parameter.choices().stream();
            case BOOLEAN -> Stream.of("true", "false");
            case INTEGER -> Stream.of();
        };
        return new LabView.Field(parameter.name(), parameter(parameter.name(), words), value, text(parameter.min()),
                text(parameter.max()), "1",
                choices.map(each -> new LabView.Choice(each, value(each, words), each.equals(value))).toList());
    }

    private static @Nullable String text(@Nullable Integer bound) {
        return bound == null ? null : bound.toString();
    }
}
