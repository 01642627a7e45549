package dev.maptriage.dashboard;

import dev.maptriage.incident.Feedback;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Problem;
import java.security.Principal;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The buttons by which a reader of an incident says whether the diagnosis is right.
@Controller
class FeedbackPages {
    private final Feedback feedback;

    FeedbackPages(Feedback feedback) {
        this.feedback = feedback;
    }

    @PostMapping("/incidents/{id}/feedback")
    String give(@PathVariable UUID id, @RequestParam String verdict, @Nullable Principal who) {
        Feedback.Verdict said = Arrays.stream(Feedback.Verdict.values()).filter(one -> one.name().equals(verdict))
                .findFirst().orElseThrow(() -> new Problem(HttpStatus.BAD_REQUEST, "problem.verdict", verdict));
        try {
            feedback.give(id, said, null, IssueHistory.actor(who));
        } catch (Problem gone) {
            throw new NoSuchPageException();
        }
        return "redirect:/incidents/" + id + "#opinions";
    }
}
