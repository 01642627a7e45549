package dev.maptriage.reproducer;

import dev.maptriage.reproducer.Reproducer.Form;
import java.text.Normalizer;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A file in the making: its names, its imports and its body.
final class GoFile {
    private static final int NAME_LENGTH = 80;

    final Scope scope = new Scope();
    final GoWriter body = new GoWriter();
    private final TreeMap<String, String> imports = new TreeMap<>();
    private final Form form;
    private final String fileName;

    GoFile(Actor about, Form form) {
        this.form = form;
        this.fileName = fileName(about, form);
    }

    /// The name by which the file calls a package of the standard library.
    String pkg(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return imports.computeIfAbsent(path, p -> scope.ours(name));
    }

    String fileName() {
        return fileName;
    }

    boolean isTest() {
        return form == Form.TEST;
    }

    /// @param newest Go version that the code needs, e.g. `1.21`; null for 1.19
    GoSource source(Header header, @Nullable String newest) {
        GoWriter out = new GoWriter();
        if (newest != null) {
            out.line("//go:build go" + newest).line("");
        }
        out.comment(header.lines());
        out.line(isTest() ? "package main_test" : "package main").line("");
        if (imports.size() == 1) {
            out.line("import " + spec(imports.firstKey())).line("");
        } else if (!imports.isEmpty()) {
            out.open("import (");
            imports.keySet().forEach(path -> out.line(spec(path)));
            out.close(")").line("");
        }
        return new GoSource(fileName, out + body.toString());
    }

    private String spec(String path) {
        String name = imports.getOrDefault(path, "");
        return (path.endsWith(name) && !name.isEmpty() ? "" : name + " ") + '"' + path + '"';
    }

    /// Letters, digits and hyphens only: an underscore could make `_linux` or `_test` a condition for building.
    private static String fileName(Actor about, Form form) {
        String plain = Normalizer.normalize(about.type() + "-" + about.name(), Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String name = "maptriage-" + (plain.isEmpty() ? "map" : plain);
        String shortened = name.substring(0, Math.min(NAME_LENGTH, name.length()));
        return shortened + (form == Form.TEST ? "_test.go" : ".go");
    }
}
