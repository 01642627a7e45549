package dev.maptriage.dashboard;

import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Rediagnosis;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/rediagnosis`: today's rules over stored texts, first to see what would change, then for good. A form leads to the run that
/// it began.
@Controller
class RediagnosisPages {
    private static final String RUN = "redirect:/rediagnosis/";

    private final Rediagnosis rediagnosis;
    private final RediagnosisViews views;

    RediagnosisPages(Rediagnosis rediagnosis, RediagnosisViews views) {
        this.rediagnosis = rediagnosis;
        this.views = views;
    }

    @GetMapping("/rediagnosis")
    @Transactional(readOnly = true)
    String runs(Model model, PageWords words) {
        return list(model, null, words);
    }

    @GetMapping("/rediagnosis/{id}")
    @Transactional(readOnly = true)
    String run(@PathVariable UUID id, @RequestParam(required = false) @Nullable String field,
            @RequestParam(required = false) @Nullable String cursor, Model model, PageWords words) {
        return run(id, field, cursor, null, model, words);
    }

    /// Looks, and changes nothing.
    @PostMapping("/rediagnosis")
    String look(@RequestParam(defaultValue = "false") boolean everything, @Nullable Principal who, Model model,
            HttpServletResponse response, PageWords words) {
        try {
            return RUN + rediagnosis.start(false, everything, IssueHistory.actor(who)).id();
        } catch (Problem problem) {
            response.setStatus(problem.getStatusCode().value());
            return list(model, words.detail(problem), words);
        }
    }

    @PostMapping("/rediagnosis/{id}/apply")
    String apply(@PathVariable UUID id, @Nullable Principal who, Model model, HttpServletResponse response,
            PageWords words) {
        try {
            return RUN + rediagnosis.apply(id, IssueHistory.actor(who)).id();
        } catch (Problem problem) {
            response.setStatus(problem.getStatusCode().value());
            return run(id, null, null, words.detail(problem), model, words);
        }
    }

    private String list(Model model, @Nullable String problem, PageWords words) {
        model.addAttribute("view", views.list(problem, words));
        return "settings/rediagnosis";
    }

    private String run(UUID id, @Nullable String field, @Nullable String cursor, @Nullable String problem, Model model,
            PageWords words) {
        Rediagnosis.Run run = rediagnosis.find(id).orElseThrow(NoSuchPageException::new);
        model.addAttribute("view", views.run(run, field, cursor, problem, words));
        return "settings/rediagnosis-run";
    }
}
