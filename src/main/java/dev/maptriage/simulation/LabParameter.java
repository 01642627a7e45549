package dev.maptriage.simulation;

import java.util.List;

/// One setting of a laboratory: forms, checks and the description of the API are all made of these.
///
/// @param name     as in JSON and in the query string
/// @param kind     what its value looks like
/// @param fallback the value when none is given
/// @param min      the least number; 0 where the value is no number
/// @param max      the greatest number, or for a text its length
/// @param choices  the possible words; empty where the value is no word
public record LabParameter(String name, Kind kind, String fallback, double min, double max, List<String> choices) {

    /// What a value looks like.
    public enum Kind {
        /** A whole number. */
        WHOLE,
        /** A number. */
        NUMBER,
        /** One of a few words. */
        CHOICE
    }

    static LabParameter whole(String name, long fallback, long min, long max) {
        return new LabParameter(name, Kind.WHOLE, Long.toString(fallback), min, max, List.of());
    }

    static LabParameter number(String name, double fallback, double min, double max) {
        return new LabParameter(name, Kind.NUMBER, plain(fallback), min, max, List.of());
    }

    static LabParameter choice(String name, String fallback, List<String> choices) {
        return new LabParameter(name, Kind.CHOICE, fallback, 0, 0, List.copyOf(choices));
    }

    /// The least number, as a person writes it.
    public String least() {
        return plain(min);
    }

    /// The greatest number, as a person writes it.
    public String most() {
        return plain(max);
    }

    /// A number without needless digits.
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
