package dev.maptriage.dashboard;

import dev.maptriage.access.AccessTokens;
import dev.maptriage.access.AuditEntry.Action;
import dev.maptriage.access.Scope;
import dev.maptriage.incident.ErasureRequest;
import dev.maptriage.incident.Erasures;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Owners;
import dev.maptriage.incident.Problem;
import dev.maptriage.intake.collector.WebhookSecrets;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/settings`: tokens, secrets of webhooks, owners of code, erasing, and the log of who did what. A form leads back to the page, except that a
/// new secret is in the answer to its form, since it is shown once.
@Controller
class SettingsPages {
    private static final String PAGE = "settings/settings";
    private static final String BACK = "redirect:/settings";
    private static final String ERASE = "erase";

    private final SettingsViews views;
    private final AccessTokens tokens;
    private final WebhookSecrets secrets;
    private final Erasures erasures;
    private final Owners owners;

    SettingsPages(SettingsViews views, AccessTokens tokens, WebhookSecrets secrets, Erasures erasures, Owners owners) {
        this.owners = owners;
        this.views = views;
        this.tokens = tokens;
        this.secrets = secrets;
        this.erasures = erasures;
    }

    @GetMapping("/settings")
    String settings(@RequestParam(required = false) @Nullable Action action,
            @RequestParam(required = false) @Nullable String cursor, Model model, PageWords words) {
        model.addAttribute("view", views.view(action, cursor, null, null, words));
        return PAGE;
    }

    @PostMapping("/settings/tokens")
    String createToken(@RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "READ") Scope scope, @RequestParam(defaultValue = "0") int days,
            @Nullable Principal who, Model model, HttpServletResponse response, PageWords words) {
        boolean first = tokens.open();
        Instant end = days <= 0 ? null : words.now().plus(Duration.ofDays(days));
        return shown(model, response, words, () -> {
            AccessTokens.Created made = tokens.create(name, scope, end, IssueHistory.actor(who));
            return new SettingsView.Created(made.token().name(), made.secret(), true, first);
        });
    }

    @PostMapping("/settings/tokens/{id}/revoke")
    String revokeToken(@PathVariable UUID id, Model model, HttpServletResponse response, PageWords words) {
        return done("#tokens", model, response, words, () -> tokens.revoke(id));
    }

    @PostMapping("/settings/secrets")
    String addSecret(@RequestParam(defaultValue = "") String source, @RequestParam(defaultValue = "") String secret,
            Model model, HttpServletResponse response, PageWords words) {
        if (!secret.isBlank()) {
            return done("#secrets", model, response, words, () -> secrets.add(source, secret));
        }
        return shown(model, response, words, () -> {
            String made = WebhookSecrets.random();
            secrets.add(source, made);
            return new SettingsView.Created(source, made, false, false);
        });
    }

    @PostMapping("/settings/secrets/{id}/remove")
    String removeSecret(@PathVariable UUID id, Model model, HttpServletResponse response, PageWords words) {
        return done("#secrets", model, response, words, () -> secrets.remove(id));
    }

    /// Erasing wants the box ticked; counting does not.
    @PostMapping("/settings/erasures")
    String erase(@RequestParam(defaultValue = "0") int days, @RequestParam(required = false) @Nullable String service,
            @RequestParam(required = false) @Nullable String host, @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String act, @RequestParam(defaultValue = "false") boolean sure,
            @Nullable Principal who, Model model, HttpServletResponse response, PageWords words) {
        boolean erase = act.equals(ERASE);
        if (erase && !sure) {
            return refused(words.text("settings.erase.not-sure"), model, response, words);
        }
        Instant before = days <= 0 ? null : words.now().minus(Duration.ofDays(days));
        return done("#erase", model, response, words, () -> erasures.start(
                new ErasureRequest(before, null, service, null, host, q, !erase), IssueHistory.actor(who)));
    }

    /// What was written stays in the form when it is refused.
    @PostMapping("/settings/owners")
    String own(@RequestParam(defaultValue = "") String rules, @Nullable Principal who, Model model,
            HttpServletResponse response, PageWords words) {
        String text = rules.replace("\r\n", "\n");
        try {
            owners.replace(text, IssueHistory.actor(who));
            return BACK + "#owners";
        } catch (Problem problem) {
            response.setStatus(problem.getStatusCode().value());
            model.addAttribute("view", views.view(null, null, null,
                    words.detail(problem), words)
                    .withOwners(text));
            return PAGE;
        }
    }

    private String shown(Model model, HttpServletResponse response, PageWords words,
            Supplier<SettingsView.Created> work) {
        try {
            SettingsView.Created created = work.get();
            model.addAttribute("view", views.view(null, null, created, null, words));
            return PAGE;
        } catch (Problem problem) {
            return refused(problem, model, response, words);
        }
    }

    private String done(String section, Model model, HttpServletResponse response, PageWords words, Runnable work) {
        try {
            work.run();
            return BACK + section;
        } catch (Problem problem) {
            return refused(problem, model, response, words);
        }
    }

    private String refused(Problem problem, Model model, HttpServletResponse response, PageWords words) {
        response.setStatus(problem.getStatusCode().value());
        return page(words.detail(problem), model, words);
    }

    private String refused(String why, Model model, HttpServletResponse response, PageWords words) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        return page(why, model, words);
    }

    private String page(String problem, Model model, PageWords words) {
        model.addAttribute("view", views.view(null, null, null, problem, words));
        return PAGE;
    }
}
