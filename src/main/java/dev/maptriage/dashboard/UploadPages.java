package dev.maptriage.dashboard;

import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.intake.OverloadedException;
import dev.maptriage.intake.TriagePipeline;
import dev.maptriage.intake.TriageRequest;
import dev.maptriage.intake.TriageResult;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/// `/upload`: a text that is pasted, dropped or chosen goes the way of every upload.
@Controller
class UploadPages {
    private static final List<String> FIELDS = List.of("service", "environment", "release", "host", "title");
    /// A text up to this many characters comes back with the form when it could not be read.
    private static final int KEPT = 200_000;

    private final TriagePipeline pipeline;

    UploadPages(TriagePipeline pipeline) {
        this.pipeline = pipeline;
    }

    @GetMapping("/upload")
    String form(Model model) {
        return form(model, "", Map.of());
    }

    @PostMapping("/upload")
    String upload(@RequestParam(defaultValue = "") String trace,
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam Map<String, String> values, Model model,
            HttpServletResponse response, PageWords words) throws IOException {
        SourceLabels labels = new SourceLabels(values.get("service"), values.get("environment"), values.get("release"),
                values.get("host"), values.get("title"), null);
        try {
            TriageResult result = file != null && !file.isEmpty() ? triage(file, labels) : triage(trace, labels);
            if (!result.incidents().isEmpty()) {
                Incident first = result.incidents().getFirst();
                return "redirect:/incidents/" + first.id();
            }
            boolean blank = result.bytes() == 0 || (file == null && trace.isBlank());
            problem(model, response, HttpStatus.UNPROCESSABLE_CONTENT, words, blank ? "nothing" : "no-crash", null);
        } catch (EnvelopeException.TooLarge e) {
            problem(model, response, HttpStatus.CONTENT_TOO_LARGE, words, "too-large", e.getMessage());
        } catch (EnvelopeException e) {
            problem(model, response, HttpStatus.BAD_REQUEST, words, "broken", e.getMessage());
        } catch (OverloadedException e) {
            response.setHeader("Retry-After", "5");
            problem(model, response, HttpStatus.SERVICE_UNAVAILABLE, words, "busy", null);
        }
        return form(model, trace.length() <= KEPT ? trace : "", values);
    }

    private TriageResult triage(MultipartFile file, SourceLabels labels) throws IOException {
        try (InputStream body = file.getInputStream()) {
            return pipeline.store(TriageRequest.of(body, file.getSize(), labels));
        }
    }

    /// Browsers send the line breaks of a form as CR LF; the same text sent as a file shall be the same text.
    private TriageResult triage(String trace, SourceLabels labels) throws IOException {
        byte[] bytes = trace.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
        return pipeline.store(TriageRequest.of(new ByteArrayInputStream(bytes), bytes.length, labels));
    }

    private static String form(Model model, String text, Map<String, String> values) {
        model.addAttribute("fields", FIELDS);
        model.addAttribute("values", values);
        model.addAttribute("text", text);
        return "upload";
    }

    private static void problem(Model model, HttpServletResponse response, HttpStatus status, PageWords words,
            String name, @Nullable String detail) {
        response.setStatus(status.value());
        model.addAttribute("problem", new ProblemView(words.text("upload." + name + ".title"),
                detail == null ? words.text("upload." + name + ".detail") : detail));
    }
}
