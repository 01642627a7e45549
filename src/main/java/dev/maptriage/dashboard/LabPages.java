package dev.maptriage.dashboard;

import dev.maptriage.dashboard.LabView.Section;
import dev.maptriage.dashboard.LabView.Tile;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.reproduction.Labs;
import dev.maptriage.simulation.Alternatives;
import dev.maptriage.simulation.Catalogue;
import dev.maptriage.simulation.GrowthLab;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.RaceWindow;
import dev.maptriage.simulation.ScenarioInfo;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/labs`: experiments with maps and structs. Settings are in the address, results in the page.
@Controller
class LabPages {
    private final Labs labs;

    LabPages(Labs labs) {
        this.labs = labs;
    }

    /// A laboratory on the front page.
    record LabCard(String id, String title, String lead) {}

    /// A scenario on the front page.
    record ScenarioCard(String name, String title, MarkView mark, String kind, boolean safe) {}

    /// What a page shows below its form.
    record Results(List<Tile> tiles, List<Section> sections) {}

    @GetMapping("/labs")
    String index(Model model, PageWords words) {
        model.addAttribute("labs", List.of("growth", "race-window", "convoy", "alternatives", "struct-layout").stream()
                .map(id -> new LabCard(id, words.text("labs." + id + ".title"), words.text("labs." + id + ".card")))
                .toList());
        model.addAttribute("scenarios", Catalogue.scenarios().stream().map(s -> new ScenarioCard(s.name(),
                title(s, words), MarkView.of(Category.valueOf(s.category()), words),
                s.kind(), s.guard().safe())).toList());
        return "labs/index";
    }

    /// A scenario without words has at least a name.
    private static String title(ScenarioInfo scenario, PageWords words) {
        String title = words.text(scenario.titleKey());
        return title.equals(scenario.titleKey()) ? scenario.name() : title;
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
        model.addAttribute("view", view(id, lab, lab.fields(parameters, given), problem, results));
        return "labs/lab";
    }

    private static LabView view(String id, LabWords lab, List<LabView.Field> fields, @Nullable ProblemView problem,
            Results results) {
        return new LabView(id, lab.text(id + ".title"), lab.text(id + ".lead"), fields, problem, results.tiles(),
                results.sections());
    }
}
