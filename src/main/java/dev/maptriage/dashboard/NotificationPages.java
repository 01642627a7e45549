package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import dev.maptriage.notification.Cause;
import dev.maptriage.notification.Channel;
import dev.maptriage.notification.Notification;
import dev.maptriage.notification.NotificationRule;
import dev.maptriage.notification.Notifications;
import dev.maptriage.notification.RuleDraft;
import dev.maptriage.notification.Rules;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/notifications`: who is told of what, and what became of it. A key that was just made is shown once, in the answer that
/// makes it; every other form answers with a redirect.
@Controller
class NotificationPages {
    private static final PageSize LINES = new PageSize(25);
    private static final String HERE = "redirect:/notifications";
    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private final Rules rules;
    private final Notifications notifications;

    NotificationPages(Rules rules, Notifications notifications) {
        this.rules = rules;
        this.notifications = notifications;
    }

    @GetMapping("/notifications")
    String show(@RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String cursor, Model model, PageWords words) {
        return page(state, cursor, null, null, null, model, words);
    }

    @PostMapping("/notifications/rules")
    String create(@RequestParam MultiValueMap<String, String> form, @Nullable Principal who, Model model,
            HttpServletResponse response, PageWords words) {
        RuleDraft draft;
        try {
            draft = draft(form, false);
            return keyed(rules.create(draft, IssueHistory.actor(who)), model, words);
        } catch (Problem refused) {
            return refuse(refused, form, model, response, words);
        }
    }

    @PostMapping("/notifications/rules/{id}")
    String change(@PathVariable UUID id, @RequestParam MultiValueMap<String, String> form, Model model,
            HttpServletResponse response, PageWords words) {
        return attempt(() -> keyed(rules.change(id, draft(form, true)), model, words), model, response, words);
    }

    @PostMapping("/notifications/rules/{id}/enabled")
    String enable(@PathVariable UUID id, @RequestParam boolean to, Model model, HttpServletResponse response,
            PageWords words) {
        return attempt(() -> keyed(rules.change(id, RuleDraft.enabled(to)), model, words), model, response, words);
    }

    @PostMapping("/notifications/rules/{id}/secret")
    String renew(@PathVariable UUID id, Model model, HttpServletResponse response, PageWords words) {
        return attempt(() -> keyed(rules.renewSecret(id), model, words), model, response, words);
    }

    @PostMapping("/notifications/rules/{id}/test")
    String test(@PathVariable UUID id, Model model, HttpServletResponse response, PageWords words) {
        return attempt(() -> {
            notifications.test(id);
            return HERE + "#log";
        }, model, response, words);
    }

    @PostMapping("/notifications/rules/{id}/delete")
    String delete(@PathVariable UUID id) {
        rules.delete(id);
        return HERE;
    }

    @PostMapping("/notifications/{id}/retry")
    String retry(@PathVariable UUID id, Model model, HttpServletResponse response, PageWords words) {
        return attempt(() -> {
            notifications.retry(id);
            return HERE + "#log";
        }, model, response, words);
    }

    private String keyed(Rules.Keyed made, Model model, PageWords words) {
        if (made.secret() == null) {
            return HERE;
        }
        return page(null, null, null, new NotificationsView.Secret(made.rule().name(), made.secret()), null, model,
                words);
    }

    private String attempt(Supplier<String> deed, Model model, HttpServletResponse response, PageWords words) {
        try {
            return deed.get();
        } catch (Problem refused) {
            return refuse(refused, null, model, response, words);
        }
    }

    private String refuse(Problem refused, @Nullable MultiValueMap<String, String> form, Model model,
            HttpServletResponse response, PageWords words) {
        response.setStatus(refused.getStatusCode().value());
        return page(null, null, words.detail(refused), null, form,
                model, words);
    }

    private static RuleDraft draft(MultiValueMap<String, String> form, boolean change) {
        String target = form.getFirst("target");
        List<String> causes = form.get("causes");
        return new RuleDraft(form.getFirst("name"), null, causes == null ? List.of() : causes,
                form.getFirst("category"), form.getFirst("service"), form.getFirst("environment"),
                number(form, "spikeCount"), number(form, "spikeMinutes"), form.getFirst("channel"),
                change && (target == null || target.isBlank()) ? null : target, form.getFirst("language"),
                number(form, "cooldownMinutes"), number(form, "hourlyCap"), null);
    }

    private static @Nullable Integer number(MultiValueMap<String, String> form, String name) {
        String value = form.getFirst(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(value.strip());
        } catch (NumberFormatException notANumber) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.bad-parameter", name, value);
        }
    }

    private String page(@Nullable String state, @Nullable String cursor, @Nullable String problem,
            NotificationsView.@Nullable Secret secret, @Nullable MultiValueMap<String, String> refused, Model model,
            PageWords words) {
        List<NotificationRule> all = rules.list();
        Notification.State wanted = Arrays.stream(Notification.State.values())
                .filter(known -> known.name().equals(state)).findFirst().orElse(null);
        Slice<Notification> log = notifications.list(null, wanted, LINES, cursor);
        model.addAttribute("view", new NotificationsView(problem, secret,
                all.stream().map(rule -> rule(rule, words)).toList(), fresh(all.isEmpty(), refused, words),
                states(wanted, words), log.items().stream().map(line -> line(line, words)).toList(),
                log.next() == null
                        ? null
                        : "?" + (wanted == null ? "" : "state=" + wanted + "&") + "cursor=" + log.next() + "#log"));
        return "notifications";
    }

    private static List<ChipView> states(Notification.@Nullable State wanted, PageWords words) {
        List<ChipView> chips = new ArrayList<>();
        chips.add(new ChipView(words.text("notify.state.any"), null, null, "/notifications#log", wanted == null));
        for (Notification.State state : Notification.State.values()) {
            chips.add(new ChipView(words.text("notify.state." + state), null, null, "?state=" + state + "#log",
                    state == wanted));
        }
        return chips;
    }

    private static NotificationsView.Rule rule(NotificationRule rule, PageWords words) {
        List<String> what = new ArrayList<>();
        for (Cause cause : Cause.OF_RULES) {
            if (rule.causes().contains(cause)) {
                what.add(words.text("notify.when." + cause, rule.spikeCount(), rule.spikeMinutes()));
            }
        }
        List<String> where = new ArrayList<>();
        if (rule.category() != null) {
            where.add(words.text("category." + rule.category()));
        }
        if (rule.service() != null) {
            where.add(rule.service());
        }
        if (rule.environment() != null) {
            where.add(rule.environment());
        }
        String scope = where.isEmpty() ? "" : " · " + String.join(" · ", where);
        return new NotificationsView.Rule(rule.id().toString(), rule.name(), rule.enabled(),
                String.join(words.text("notify.or"), what) + scope, words.text("notify.channel." + rule.channel()),
                rule.shownTarget(), words.text("notify.bounds", rule.cooldownMinutes(), rule.hourlyCap()),
                rule.problem() == null ? null : words.text("notify.rule.problem." + rule.problem()),
                rule.channel() == Channel.WEBHOOK, form(rule, words));
    }

    private static NotificationsView.Form form(NotificationRule rule, PageWords words) {
        String id = "r" + rule.id().toString().replace("-", "");
        return new NotificationsView.Form(id, "/notifications/rules/" + rule.id(), false, false, rule.name(),
                rule.causes().contains(Cause.NEW), rule.causes().contains(Cause.REGRESSED),
                rule.causes().contains(Cause.SPIKE), rule.spikeCount(), rule.spikeMinutes(),
                categories(rule.category() == null ? "" : rule.category().name(), words), text(rule.service()),
                text(rule.environment()), channels(rule.channel().name(), words),
                rule.channel() == Channel.EMAIL ? rule.target() : "",
                words.text("notify.target.unchanged", rule.shownTarget()), languages(rule.language(), words),
                rule.cooldownMinutes(), rule.hourlyCap());
    }

    private static NotificationsView.Form fresh(boolean open, @Nullable MultiValueMap<String, String> refused,
            PageWords words) {
        List<String> causes = refused == null
                ? List.of(Cause.NEW.name(), Cause.REGRESSED.name())
                : refused.getOrDefault("causes", List.of());
        return new NotificationsView.Form("fresh", "/notifications/rules", open || refused != null, true,
                value(refused, "name", ""), causes.contains("NEW"), causes.contains("REGRESSED"),
                causes.contains("SPIKE"), number(value(refused, "spikeCount", ""), 50),
                number(value(refused, "spikeMinutes", ""), 10), categories(value(refused, "category", ""), words),
                value(refused, "service", ""), value(refused, "environment", ""),
                channels(value(refused, "channel", Channel.WEBHOOK.name()), words), value(refused, "target", ""),
                words.text("notify.target.hint"),
                languages(value(refused, "language", words.locale().getLanguage().equals("zh") ? "zh-CN" : "en"),
                        words),
                number(value(refused, "cooldownMinutes", ""), 60), number(value(refused, "hourlyCap", ""), 20));
    }

    private static String value(@Nullable MultiValueMap<String, String> form, String name, String otherwise) {
        String value = form == null ? null : form.getFirst(name);
        return value == null ? otherwise : value;
    }

    private static int number(String text, int otherwise) {
        return text.matches("\\d{1,7}") ? Integer.parseInt(text) : otherwise;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<NotificationsView.Choice> categories(String chosen, PageWords words) {
        List<NotificationsView.Choice> choices = new ArrayList<>();
        choices.add(new NotificationsView.Choice("", words.text("notify.any"), chosen.isEmpty()));
        for (Category category : Category.values()) {
            choices.add(new NotificationsView.Choice(category.name(), words.text("category." + category),
                    category.name().equals(chosen)));
        }
        return choices;
    }

    private static List<NotificationsView.Choice> channels(String chosen, PageWords words) {
        return Arrays.stream(Channel.values()).map(channel -> new NotificationsView.Choice(channel.name(),
                words.text("notify.channel." + channel), channel.name().equals(chosen))).toList();
    }

    private static List<NotificationsView.Choice> languages(String chosen, PageWords words) {
        return LANGUAGES.stream().map(tag -> new NotificationsView.Choice(tag, words.text("language." + tag),
                tag.equals(chosen))).toList();
    }

    private static NotificationsView.Line line(Notification line, PageWords words) {
        String title = line.title() == null ? words.text("notify.untold") : line.title();
        List<NotificationsView.Try> tries = line.tries().stream()
                .map(one -> new NotificationsView.Try(words.time(one.at()).exact(), outcome(one, words))).toList();
        boolean over = line.state() == Notification.State.FAILED || line.state() == Notification.State.HELD;
        return new NotificationsView.Line(line.id().toString(), words.text("notify.cause." + line.cause()), title,
                line.issueId() == null ? null : "/issues/" + line.issueId(), line.rule(),
                words.text("notify.channel." + line.channel()), words.text("notify.state." + line.state()),
                switch (line.state()) {
                    case SENT -> "good";
                    case FAILED -> "bad";
                    case PENDING -> "waits";
                    case HELD -> "plain";
                }, detail(line, words), tries, words.time(line.createdAt()), over);
    }

    private static @Nullable String detail(Notification line, PageWords words) {
        List<String> parts = new ArrayList<>();
        if (line.reason() != null) {
            parts.add(words.text("notify.reason." + line.reason()));
        }
        if (!line.tries().isEmpty() && line.state() != Notification.State.SENT) {
            parts.add(outcome(line.tries().getLast(), words));
        }
        if (line.state() == Notification.State.PENDING && line.nextAt() != null && !line.tries().isEmpty()) {
            parts.add(words.text("notify.next", words.time(line.nextAt()).exact()));
        }
        if (line.repeated() > 0) {
            parts.add(words.text("notify.repeated", line.repeated()));
        }
        return parts.isEmpty() ? null : parts.stream().collect(Collectors.joining(" · "));
    }

    private static String outcome(Notification.Attempt attempt, PageWords words) {
        String status = attempt.status() == null ? "" : words.text("notify.status", attempt.status());
        String detail = attempt.detail() == null || attempt.detail().isBlank() ? "" : attempt.detail();
        String said = (status + " " + detail).strip();
        return words.text("notify.try", said.isEmpty() ? words.text("notify.accepted") : said, attempt.millis());
    }
}
