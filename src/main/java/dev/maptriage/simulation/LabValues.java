package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The settings of one run of a laboratory: checked, and complete with defaults.
public final class LabValues {
    private final Map<String, String> values;

    private LabValues(Map<String, String> values) {
        this.values = values;
    }

    /// Checks what was given; an empty value counts as none.
    ///
    /// @throws LabRefusal that names the first setting which is unknown or out of range
    public static LabValues of(List<LabParameter> parameters, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (LabParameter parameter : parameters) {
            String text = given.getOrDefault(parameter.name(), "").strip();
            values.put(parameter.name(), text.isEmpty() ? parameter.fallback() : checked(parameter, text));
        }
        for (String name : given.keySet()) {
            if (!values.containsKey(name)) {
                throw LabRefusal.unknown(name, given.get(name), List.copyOf(values.keySet()));
            }
        }
        return new LabValues(values);
    }

    private static String checked(LabParameter parameter, String text) {
        if (parameter.kind() == LabParameter.Kind.CHOICE) {
            return parameter.choices().stream().filter(text::equalsIgnoreCase).findFirst()
                    .orElseThrow(() -> LabRefusal.outOfRange(parameter, text));
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw LabRefusal.outOfRange(parameter, text);
        }
        boolean broken = parameter.kind() == LabParameter.Kind.WHOLE && number != Math.rint(number);
        if (!(number >= parameter.min() && number <= parameter.max()) || broken) {
            throw LabRefusal.outOfRange(parameter, text);
        }
        return LabParameter.plain(number);
    }

    int whole(String name) {
        return (int) number(name);
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no setting " + name);
        }
        return value;
    }

    GoVersion goVersion() {
        return GoVersion.of(text("goVersion")).orElseThrow();
    }

    /// The same settings, one of them changed.
    LabValues with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new LabValues(changed);
    }

    /// All settings by name, in the order of the form.
    public Map<String, String> all() {
        return java.util.Collections.unmodifiableMap(values);
    }
}
