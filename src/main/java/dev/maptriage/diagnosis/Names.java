package dev.maptriage.diagnosis;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names for snippets, taken from the culprit.
///
/// @param type     receiver type; empty for a plain function
/// @param receiver short name for a receiver, as Go people choose it
/// @param method   the function itself
/// @param spoken   as a person says it: `cart.(*Store).Put`
/// @param module   first elements of the import path
/// @param packages pattern for `go test`
record Names(String type, String receiver, String method, String spoken, String module, String packages) {

    static Names of(@Nullable CodePoint culprit) {
        if (culprit == null) {
            return new Names("", "s", "f", "…", "./...", "./...");
        }
        FunctionName name = FunctionName.parse(culprit.function());
        String receiver = name.receiver().isEmpty() ? "s" : name.receiver().substring(0, 1).toLowerCase(Locale.ROOT);
        boolean anonymous = name.owners().isEmpty();
        String[] elements = name.path().split("/", -1);
        boolean hosted = elements[0].contains(".");
        String module = hosted && elements.length > 1
                ? String.join("/", java.util.Arrays.copyOf(elements, Math.min(3, elements.length)))
                : elements[0];
        String packages = hosted || elements.length > 1 ? name.path() : "./...";
        return new Names(name.receiver(), receiver, anonymous ? "f" : name.name(), name.spoken(), module, packages);
    }
}
