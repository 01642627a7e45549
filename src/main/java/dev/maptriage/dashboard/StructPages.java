package dev.maptriage.dashboard;

import dev.maptriage.layout.LayoutException;
import dev.maptriage.layout.StructLab;
import dev.maptriage.layout.StructLab.StructReport;
import dev.maptriage.reproduction.Labs;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/labs/struct-layout`: Go source in the address, layouts in the page.
@Controller
class StructPages {
    /// What an address can carry; the API takes more.
    private static final int MAX_IN_ADDRESS = 6_000;
    private static final List<String> VERSIONS = List.of("1.19", "1.21", "1.22", "1.23", "1.24", "1.26", "1.27");
    private static final String EXAMPLE = """
            type UserMap struct {
            	mu   sync.RWMutex
            	data map[string]int
            	_    [8]byte
            }

            type Session struct {
            	active  bool
            	hits    atomic.Int64
            	admin   bool
            	name    string
            	retries uint16
            	seen    time.Time
            }
            """;

    private final Labs labs;

    StructPages(Labs labs) {
        this.labs = labs;
    }

    @GetMapping("/labs/struct-layout")
    String structs(@RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "1.27") String goVersion,
            @RequestParam(defaultValue = "amd64") String arch, Model model, HttpServletResponse response,
            PageWords words) {
        String text = source.isBlank() ? EXAMPLE : source.replace("\r\n", "\n");
        String version = VERSIONS.contains(goVersion) ? goVersion : VERSIONS.getLast();
        int minor = Integer.parseInt(version.substring(2));
        String wanted = StructView.ARCHITECTURES.contains(arch.toLowerCase(Locale.ROOT))
                ? arch.toLowerCase(Locale.ROOT)
                : StructView.ARCHITECTURES.getFirst();
        List<StructView> structs = List.of();
        try {
            StructReport report = labs.structs(text, minor);
            structs = StructView.of(report, wanted, new LabWords(words));
        } catch (LayoutException told) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            model.addAttribute("problem", problem(told, words));
        }
        model.addAttribute("source", text);
        model.addAttribute("limit", Math.min(MAX_IN_ADDRESS, StructLab.MAX_SOURCE));
        model.addAttribute("structs", structs);
        model.addAttribute("architectures", StructView.ARCHITECTURES);
        model.addAttribute("arch", wanted);
        model.addAttribute("goVersion", version);
        model.addAttribute("versions", VERSIONS);
        return "labs/structs";
    }

    private static ProblemView problem(LayoutException told, PageWords words) {
        List<Object> args = new ArrayList<>();
        args.add(told.line());
        args.addAll(told.args());
        return new ProblemView(words.text("labs.struct.problem"),
                words.text("problem.layout." + told.reason(), args.toArray()));
    }
}
