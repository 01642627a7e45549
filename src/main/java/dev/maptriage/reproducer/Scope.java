package dev.maptriage.reproducer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The names of one generated file.
///
/// The incident's own names come first and stay as they are wherever Go allows it; imports, helpers and variables of
/// ours give way to them.
final class Scope {
    private static final Set<String> KEYWORDS = Set.of("break", "case", "chan", "const", "continue", "default", "defer",
            "else", "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
            "return", "select", "struct", "switch", "type", "var");

    /// Predeclared names that the generated code itself uses. Others may be shadowed, as the incident's program did.
    private static final Set<String> NEEDED = Set.of("any", "bool", "comparable", "error", "false", "int", "nil",
            "recover", "string", "true", "uint32", "uint64");

    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> owned = new HashMap<>();
    private final Set<String> needed = new HashSet<>(NEEDED);

    /// One more predeclared name that the generated code uses.
    void need(String predeclared) {
        needed.add(predeclared);
    }

    /// The incident's name for a type or a function; one of two packages that use the same name gets a number.
    String own(String path, String name) {
        return owned.computeIfAbsent(path + "." + name, key -> {
            String valid = identifier(name);
            boolean reserved = needed.contains(valid) || valid.equals("init") || valid.equals("main");
            String free = ours(reserved ? valid + "_" : valid);
            taken.add(free);
            return free;
        });
    }

    /// A name of ours: the wish, or something near it when the incident uses that.
    String ours(String wish) {
        String name = wish;
        for (int i = 2; taken.contains(name); i++) {
            name = wish + i;
        }
        return name;
    }

    /// Any text as an identifier of Go; most are one already.
    static String identifier(String text) {
        StringBuilder name = new StringBuilder(text.length());
        text.codePoints().limit(200).forEach(c -> {
            if (name.isEmpty() && Character.isDigit(c)) {
                name.append('_');
            }
            name.appendCodePoint(Character.isLetter(c) || Character.isDigit(c) ? c : '_');
        });
        String found = name.toString();
        if (found.isBlank() || found.chars().allMatch(c -> c == '_')) {
            return "unnamed";
        }
        return KEYWORDS.contains(found) ? found + "_" : found;
    }
}
