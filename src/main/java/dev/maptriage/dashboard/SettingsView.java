package dev.maptriage.dashboard;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/settings`.
///
/// @param open     whether there are no tokens, and so nothing is asked for
/// @param created  what was just made and is shown this once; null when nothing was
/// @param problem  why the last form was refused; null when it was not
/// @param sources  names of all sources that can have secrets
/// @param actions  what the log can be narrowed to
/// @param older    link to older entries of the log; null when there are none
/// @param owners   the rules of who owns which code, as they were written
record SettingsView(boolean open, @Nullable Created created, @Nullable String problem, List<Token> tokens,
        List<Secret> secrets, List<String> sources, List<Erased> erasures, List<ChipView> actions, List<Entry> log,
        @Nullable String older, Kept kept, String owners) {

    /// The same page with other owner rules in the form.
    SettingsView withOwners(String text) {
        return new SettingsView(open, created, problem, tokens, secrets, sources, erasures, actions, log, older, kept,
                text);
    }

    /// A secret, shown once.
    ///
    /// @param first whether it closed the service, so that the reader has to sign in with it
    record Created(String name, String secret, boolean token, boolean first) {}

    /// @param used   null when never
    /// @param expiry in words
    record Token(UUID id, String name, String scope, @Nullable String hint, String created, String expiry,
            @Nullable TimeView used, boolean configured) {}

    /// @param id null when it comes from the configuration
    record Secret(@Nullable UUID id, String source, String from) {}

    record Erased(TimeView time, String actor, String criteria, String outcome) {}

    record Entry(TimeView time, String actor, @Nullable String address, String action, String subject) {}

    /// What goes by itself, in words; null when it does not.
    record Kept(@Nullable String age, @Nullable String size, boolean everything) {}
}
