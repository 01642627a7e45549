package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page `/notifications`.
///
/// @param problem why a form was refused; null when none was
/// @param secret  a key that was just made; null when none was
/// @param fresh   the form of a new rule
/// @param states  narrow the log
/// @param next    address of the next page of the log
record NotificationsView(@Nullable String problem, @Nullable Secret secret, List<Rule> rules, Form fresh,
        List<ChipView> states, List<Line> log, @Nullable String next) {

    /// @param rule name
    record Secret(String rule, String words) {}

    /// @param what    when it tells, in words
    /// @param bounds  rest and cap, in words
    /// @param problem why it is off by itself
    record Rule(String id, String name, boolean enabled, String what, String channel, String target, String bounds,
            @Nullable String problem, boolean signed, Form form) {}

    /// @param id   what ids of the fields begin with
    /// @param open whether it is shown
    /// @param hint of the field for the target
    record Form(String id, String action, boolean open, boolean fresh, String name, boolean onNew, boolean onRegressed,
            boolean onSpike, int spikeCount, int spikeMinutes, List<Choice> categories, String service,
            String environment, List<Choice> channels, String target, String hint, List<Choice> languages, int cooldown,
            int cap) {}

    record Choice(String value, String label, boolean selected) {}

    /// @param state  in words
    /// @param tone   `good`, `bad`, `waits` or `plain`
    /// @param detail what went wrong, or when it goes on
    record Line(String id, String cause, String title, @Nullable String href, String rule, String channel, String state,
            String tone, @Nullable String detail, List<Try> tries, TimeView time, boolean retry) {}

    record Try(String when, String text) {}
}
