package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.KeyKind;
import org.jspecify.annotations.Nullable;

/// The type of a map's keys, chosen so that the compiler calls the same family of map functions as in the incident.
///
/// @param name     in Go
/// @param fields   of a struct type that has to be declared; null when there is none
/// @param declared name of that type; null when there is none
/// @param sample   one key
/// @param made     the key number `i`
/// @param imported package that `made` needs; null when it needs none
/// @param variable array that `made` takes addresses from; null when there is none
record KeyType(String name, @Nullable String fields, @Nullable String declared, String sample, String made,
        @Nullable String imported, @Nullable String variable) {

    static KeyType of(KeyKind kind, Scope scope) {
        return switch (kind) {
            case FAST32 -> plain("uint32", "1", "uint32(i)");
            case FAST64 -> plain("uint64", "1", "uint64(i)");
            case FAST64PTR -> pointer(scope.ours("node"), scope.ours("nodes"));
            case GENERIC -> struct(scope.ours("pair"));
            case FASTSTR, UNKNOWN -> new KeyType("string", null, null, "\"key\"",
                    "\"key-\" + " + scope.ours("strconv") + ".Itoa(i)", "strconv", null);
        };
    }

    private static KeyType plain(String name, String sample, String made) {
        return new KeyType(name, null, null, sample, made, null, null);
    }

    private static KeyType pointer(String type, String variable) {
        return new KeyType("*" + type, "id int", type, "&" + type + "{}", "&" + variable + "[i]", null, variable);
    }

    private static KeyType struct(String type) {
        return new KeyType(type, "name string\n\tid   int", type, type + "{name: \"key\", id: 1}",
                type + "{name: \"key\", id: i}", null, null);
    }

    /// The key of a number, as an expression.
    String at(String index) {
        return made.replace("(i)", "(" + index + ")").replace("[i]", "[" + index + "]").replace("id: i}",
                "id: " + index + "}");
    }

    /// Declares what the keys are made of, followed by an empty line.
    void declare(GoWriter out) {
        if (declared != null && fields != null) {
            out.open("type " + declared + " struct {");
            fields.lines().map(String::strip).forEach(out::line);
            out.close().line("");
        }
    }
}
