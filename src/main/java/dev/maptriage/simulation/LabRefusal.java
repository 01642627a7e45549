package dev.maptriage.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A setting of a laboratory that cannot be.
public final class LabRefusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;
    private final transient @Nullable LabParameter parameter;
    private final transient List<String> known;

    private LabRefusal(String field, String value, @Nullable LabParameter parameter, List<String> known) {
        super(field + " cannot be " + value);
        this.field = field;
        this.value = value;
        this.parameter = parameter;
        this.known = known;
    }

    static LabRefusal outOfRange(LabParameter parameter, String value) {
        return new LabRefusal(parameter.name(), value, parameter, List.of());
    }

    static LabRefusal unknown(String name, String value, List<String> known) {
        return new LabRefusal(name, value, null, known);
    }

    /// The name of the setting.
    public String field() {
        return field;
    }

    /// What was given.
    public String value() {
        return value;
    }

    /// What the setting may be; null if there is no such setting.
    public @Nullable LabParameter parameter() {
        return parameter;
    }

    /// The settings that exist, when this one does not.
    public List<String> known() {
        return known;
    }
}
