package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.reproducer.GoSource;
import dev.maptriage.reproducer.Reproducer.Form;
import dev.maptriage.reproducer.Reproducer.NotReproducible;
import dev.maptriage.reproducer.Reproducer.Sources;
import dev.maptriage.reproducer.Reproducers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The section "run it with real Go": one form of the reproducer, or the reason why there is none.
///
/// @param forms    links to both forms; empty when there is none
/// @param form     the shown one, as in the address
/// @param fileName what to save it as; null when there is none
/// @param command  how to run it; null when there is none
/// @param code     the file; null when there is none
/// @param reason   why there is none; null when there is one
record ReproducerView(List<Tab> forms, String form, @Nullable String fileName, @Nullable String command,
        @Nullable String code, @Nullable String reason) {

    /// @param form    as in the address
    /// @param label   in words
    /// @param current whether it is the shown one
    record Tab(String form, String label, boolean current) {}

    /// @param asked form that the address asks for; null without one
    static ReproducerView of(Diagnosis diagnosis, @Nullable String asked, PageWords words) {
        Form form = asked != null && asked.strip().equalsIgnoreCase("test") ? Form.TEST : Form.PROGRAM;
        return switch (Reproducers.of(diagnosis)) {
            case NotReproducible none -> new ReproducerView(List.of(), name(form), null, null, null,
                    words.phrase(none.reason()));
            case Sources sources -> {
                GoSource source = sources.of(form);
                List<Tab> tabs = List.of(tab(Form.PROGRAM, form, words), tab(Form.TEST, form, words));
                String command = (form == Form.TEST ? "go test " : "go run ") + source.fileName();
                yield new ReproducerView(tabs, name(form), source.fileName(), command, source.text(), null);
            }
        };
    }

    private static Tab tab(Form form, Form shown, PageWords words) {
        return new Tab(name(form), words.text("reproducer.form." + name(form)), form == shown);
    }

    private static String name(Form form) {
        return form.name().toLowerCase(Locale.ROOT);
    }
}
