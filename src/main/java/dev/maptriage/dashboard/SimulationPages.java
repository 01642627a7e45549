package dev.maptriage.dashboard;

import dev.maptriage.reproduction.SimulationOrders;
import dev.maptriage.reproduction.Simulation;
import dev.maptriage.reproduction.Simulations;
import dev.maptriage.reproduction.StepSources;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/simulations/{id}`, with `?step=n` for one moment of it. The part that shows the moment has an address of its own, which
/// the player's script reads while it plays.
@Controller
class SimulationPages {
    private final Simulations simulations;
    private final SimulationOrders orders;
    private final StepSources sources;

    SimulationPages(Simulations simulations, SimulationOrders orders, StepSources sources) {
        this.simulations = simulations;
        this.orders = orders;
        this.sources = sources;
    }

    @GetMapping("/simulations/{id}")
    String simulation(@PathVariable UUID id, @RequestParam(required = false) @Nullable String step, Model model,
            PageWords words) {
        Simulation found = simulations.find(id).orElseThrow(NoSuchPageException::new);
        model.addAttribute("view", SimulationViews.of(found, number(step), sources, orders.scenarios(),
                orders.versions(), words));
        return "simulations/simulation";
    }

    @GetMapping("/simulations/{id}/stage")
    String stage(@PathVariable UUID id, @RequestParam(required = false) @Nullable String step, Model model,
            HttpServletResponse response, PageWords words) {
        Simulation found = simulations.find(id).orElseThrow(NoSuchPageException::new);
        model.addAttribute("stage",
                SimulationViews.stage(found, number(step), sources, words).orElseThrow(NoSuchPageException::new));
        model.addAttribute("id", found.id().toString());
        // A result never changes; an upgrade may draw it in another way.
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=600");
        return "simulations/stage :: stage(id=${id}, stage=${stage})";
    }

    /// A number of the address; whatever is none means the beginning.
    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 1;
    }

    @PostMapping("/simulations")
    String ask(@RequestParam Map<String, String> form) {
        return "redirect:/simulations/" + orders.scenario(form).id();
    }

    @PostMapping("/incidents/{id}/simulations")
    String reproduce(@PathVariable UUID id, @RequestParam Map<String, String> form) {
        return "redirect:/simulations/" + orders.incident(id, form).id();
    }
}
