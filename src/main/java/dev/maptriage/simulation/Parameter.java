package dev.maptriage.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something about a scenario that can be chosen.
///
/// @param name         as the user gives it
/// @param type         what kind of value it has
/// @param defaultValue what it is when nobody says
/// @param min          of a number; null if there is none
/// @param max          of a number; null if there is none
/// @param choices      of a choice; else empty
public record Parameter(String name, Type type, String defaultValue, @Nullable Integer min, @Nullable Integer max,
        List<String> choices) {

    /// The kinds of values.
    public enum Type {
        /** One of the choices. */
        CHOICE,
        /** A whole number between min and max. */
        INTEGER,
        /** {@code true} or {@code false}. */
        BOOLEAN
    }

    static Parameter choice(String name, String defaultValue, List<String> choices) {
        return new Parameter(name, Type.CHOICE, defaultValue, null, null, choices);
    }

    static Parameter number(String name, int defaultValue, int min, int max) {
        return new Parameter(name, Type.INTEGER, Integer.toString(defaultValue), min, max, List.of());
    }

    static Parameter flag(String name, boolean defaultValue) {
        return new Parameter(name, Type.BOOLEAN, Boolean.toString(defaultValue), null, null, List.of());
    }

    /// The value that is meant.
    ///
    /// @throws IllegalArgumentException if this parameter cannot have it
    String check(@Nullable String value) {
        if (value == null) {
            return defaultValue;
        }
        boolean fits = switch (type) {
            case CHOICE -> choices.contains(value);
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case INTEGER -> value.matches("-?\\d{1,9}") && (min == null || Integer.parseInt(value) >= min)
                    && (max == null || Integer.parseInt(value) <= max);
        };
        if (!fits) {
            throw new IllegalArgumentException(name + " cannot be " + value + ": it is " + range());
        }
        return value;
    }

    private String range() {
        return switch (type) {
            case CHOICE -> "one of " + String.join(", ", choices);
            case BOOLEAN -> "true or false";
            case INTEGER -> "a number from " + min + " to " + max;
        };
    }
}
