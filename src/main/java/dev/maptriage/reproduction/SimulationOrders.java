package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import dev.maptriage.reproduction.ReproductionPlan.Impossible;
import dev.maptriage.reproduction.ReproductionPlan.Possible;
import dev.maptriage.simulation.ScenarioInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Takes requests for simulations, of programs and of forms alike, and asks for what they mean.
@Component
public class SimulationOrders {
    private static final List<String> FIELDS = List.of("scenario", "goVersion", "seed", "_csrf");

    private final Simulations simulations;
    private final SimulationRequests requests;
    private final Incidents incidents;
    private final Words words;

    SimulationOrders(Simulations simulations, SimulationRequests requests, Incidents incidents, Words words) {
        this.simulations = simulations;
        this.requests = requests;
        this.incidents = incidents;
        this.words = words;
    }

    /// The scenarios that can be asked for.
    public List<ScenarioInfo> scenarios() {
        return Scenarios.catalogue();
    }

    /// Releases whose maps are known, oldest first.
    public List<String> versions() {
        return Arrays.stream(GoVersion.values()).map(GoVersion::label).toList();
    }

    /// A scenario of the catalogue, as a form asks for it: `scenario`, `goVersion`, `seed`, and the scenario's parameters. A
    /// form shows the fields of one scenario while another one is chosen: what that does not have is left out.
    ///
    /// @throws Problem that says what cannot be
    public Simulation scenario(Map<String, String> form) {
        Map<String, String> own = new TreeMap<>(form);
        Scenarios.catalogue().stream().filter(info -> info.name().equals(form.get("scenario"))).findFirst()
                .ifPresent(info -> own.keySet().removeIf(name -> !FIELDS.contains(name) && !Scenarios.has(info, name)));
        return scenario(request(own));
    }

    Simulation scenario(SimulationRequest request) {
        return simulations.request(requests.recipe(request), null, null);
    }

    /// An incident's reproduction, or a scenario beside it, as a form asks for it.
    ///
    /// @throws Problem that says what cannot be
    public Simulation incident(UUID id, Map<String, String> form) {
        return incident(id, request(form), LocaleContextHolder.getLocale());
    }

    Simulation incident(UUID id, SimulationRequest request, Locale locale) {
        Incident incident = incidents.find(id)
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.incident-not-found", id));
        if (request.scenario() != null && !request.scenario().isEmpty()) {
            return simulations.request(requests.recipe(request), id, incident.issueId());
        }
        Recipe own = recipe(incident, locale);
        Recipe wanted = requests.varied(own, request);
        return wanted.equals(own)
                ? simulations.reproduce(incident, own)
                : simulations.request(wanted, id, incident.issueId());
    }

    private Recipe recipe(Incident incident, Locale locale) {
        return switch (ReproductionPlan.of(incident.diagnosis())) {
            case Possible possible -> possible.recipe();
            case Impossible impossible -> throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "problem.not-reproducible", words.of(locale, impossible.reason())).with("reason",
                            impossible.reason().substring(impossible.reason().lastIndexOf('.') + 1));
        };
    }

    private static SimulationRequest request(Map<String, String> form) {
        Map<String, String> parameters = new TreeMap<>(form);
        parameters.keySet().removeAll(FIELDS);
        parameters.values().removeIf(String::isBlank);
        return new SimulationRequest(form.get("scenario"), form.get("goVersion"), seed(form.get("seed")), parameters);
    }

    private static @Nullable Long seed(@Nullable String text) {
        return text != null && text.strip().matches("-?\\d{1,18}") ? Long.valueOf(text.strip()) : null;
    }
}
