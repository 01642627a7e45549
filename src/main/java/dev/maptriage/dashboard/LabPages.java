package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.reproduction.Labs;
import dev.maptriage.reproduction.SimulationOrders;
import dev.maptriage.simulation.Alternatives;
import dev.maptriage.simulation.Catalogue;
import dev.maptriage.simulation.GrowthLab;
import dev.maptriage.simulation.Guard;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.RaceWindow;
import dev.maptriage.simulation.ScenarioInfo;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/labs`: experiments with maps and structs. Settings are in the address, results in the page.
@Controller
class LabPages {
    private final Labs labs;
    private final SimulationOrders orders;

    LabPages(Labs labs, SimulationOrders orders) {
        this.labs = labs;
        this.orders = orders;
    }

    /// A laboratory on the front page.
    record LabCard(String id, String title, String lead) {}

    /// A scenario on the front page, with the guards that can be put around it.
    ///
    /// @param title in a few words
    /// @param about in a sentence
    /// @param href  a laboratory of its own; null without one
    record ScenarioCard(String name, String title, String about, MarkView mark, @Nullable String href,
            List<GuardView> guards) {}

    /// @param scenario the scenario behind this guard
    /// @param safe     whether no interleaving fails under it
    record GuardView(String scenario, String label, boolean safe) {}

    /// What a page shows below its form.
    record Results(List<Tile> tiles, List<Section> sections) {}

    @GetMapping("/labs")
    String index(Model model, PageWords words) {
        model.addAttribute("labs", List.of("growth", "race-window", "convoy", "alternatives", "struct-layout").stream()
                .map(id -> new LabCard(id, words.text("labs." + id + ".title"), words.text("labs." + id + ".card")))
                .toList());
        model.addAttribute("scenarios", scenarios(words));
        model.addAttribute("versions", orders.versions().reversed());
        model.addAttribute("checks", checks(words));
        return "labs/index";
    }

    private static List<ScenarioCard> scenarios(PageWords words) {
        Map<String, List<GuardView>> guards = new LinkedHashMap<>();
        List<ScenarioInfo> plain = new ArrayList<>();
        for (ScenarioInfo scenario : Catalogue.scenarios()) {
            String suffix = "-" + scenario.guard().label();
            if (scenario.guard() != Guard.NONE && scenario.name().endsWith(suffix)) {
                guards.computeIfAbsent(scenario.name().substring(0, scenario.name().length() - suffix.length()),
                        name -> new ArrayList<>()).add(
                                new GuardView(scenario.name(), Scenes.guard(scenario.guard(), words),
                                        scenario.guard().safe()));
            } else {
                plain.add(scenario);
            }
        }
        return plain.stream().map(s -> card(s, guards.getOrDefault(s.name(), List.of()), words)).toList();
    }

    private static ScenarioCard card(ScenarioInfo scenario, List<GuardView> guards, PageWords words) {
        return new ScenarioCard(scenario.name(), Scenes.title(scenario.name(), words),
                words.text("labs.scenario." + scenario.name()),
                MarkView.of(Category.valueOf(scenario.category()), words),
                scenario.explorable() ? null : "/labs/convoy", guards);
    }

    /// What each tool says of the cases that differ in that.
    private static LabView.Table checks(PageWords words) {
        List<ScenarioInfo> checked = Catalogue.scenarios().stream().filter(s -> !s.checks().isEmpty()).toList();
        List<String> heads = new ArrayList<>(List.of(words.text("labs.head.case")));
        checked.stream().limit(1).forEach(s -> s.checks().forEach(c -> heads.add(words.text("labs.tool." + c.tool()))));
        List<List<String>> rows = checked.stream()
                .map(s -> Stream.concat(Stream.of(Scenes.title(s.name(), words)), s.checks().stream()
                        .map(c -> words.text("labs.verdict." + c.verdict()))).toList())
                .toList();
        return new LabView.Table(words.text("labs.checks.caption"), heads, rows, heads.size());
    }

    @GetMapping("/labs/growth")
    String growth(@RequestParam Map<String, String> given, Model model, HttpServletResponse response,
            PageWords words) {
        return page("growth", GrowthLab.PARAMETERS, given, model, response, words,
                settings -> new GrowthSections(new LabWords(words)).of(labs.growth(settings)));
    }

    @GetMapping("/labs/race-window")
    String race(@RequestParam Map<String, String> given, Model model, HttpServletResponse response, PageWords words) {
        return page("race-window", RaceWindow.PARAMETERS, given, model, response, words,
                settings -> new RaceSections(new LabWords(words)).of(labs.race(settings)));
    }

    @GetMapping("/labs/convoy")
    String convoy(@RequestParam Map<String, String> given, Model model, HttpServletResponse response,
            PageWords words) {
        return page("convoy", LockConvoy.PARAMETERS, given, model, response, words,
                settings -> new ConvoySections(new LabWords(words)).of(labs.convoy(settings)));
    }

    @GetMapping("/labs/alternatives")
    String alternatives(@RequestParam Map<String, String> given, Model model, HttpServletResponse response,
            PageWords words) {
        return page("alternatives", Alternatives.PARAMETERS, given, model, response, words,
                settings -> new AlternativesSections(new LabWords(words)).of(labs.alternatives(settings)));
    }

    private static String page(String id, List<LabParameter> parameters, Map<String, String> given, Model model,
            HttpServletResponse response, PageWords words, Function<Map<String, String>, Results> run) {
        LabWords lab = new LabWords(words);
        Results results = new Results(List.of(), List.of());
        ProblemView problem = null;
        try {
            results = run.apply(given);
        } catch (LabRefusal refusal) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            problem = lab.problem(refusal);
        }
        model.addAttribute("view", view(id, lab, parameters, given, problem, results));
        return "labs/lab";
    }

    private static LabView view(String id, LabWords lab, List<LabParameter> parameters, Map<String, String> given,
            @Nullable ProblemView problem, Results results) {
        return new LabView(id, lab.text(id + ".title"), lab.text(id + ".lead"), lab.fields(parameters, given), problem,
                lab.text("command", id, lab.settings(parameters, given)), results.tiles(), results.sections());
    }
}
