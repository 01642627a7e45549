package dev.maptriage.intake;

import dev.maptriage.incident.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.error.AbstractErrorController;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.ModelAndView;

/// The last stop of every failure: a page for browsers on pages, a problem detail for everybody else.
@Controller
class ErrorEndpoint extends AbstractErrorController {
    private final ErrorAttributes attributes;
    private final ProblemWriter problems;

    ErrorEndpoint(ErrorAttributes attributes, List<ErrorViewResolver> views, ProblemWriter problems) {
        super(attributes, views);
        this.attributes = attributes;
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    @Nullable
    ModelAndView error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Throwable failure = attributes.getError(new ServletWebRequest(request));
        if (!ProblemWriter.wantsPage(request)) {
            problems.write(request, response,
                    failure != null ? failure : problems.byStatus(getStatus(request), request));
            return null;
        }
        Problem problem = problem(request, failure);
        HttpStatusCode status = problem == null ? getStatus(request) : problem.getStatusCode();
        response.setStatus(status.value());
        Map<String, Object> model = new HashMap<>();
        model.put("status", status.value());
        if (problem != null) {
            problem.getHeaders()
                    .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
            model.put("detail", problems.words(problem, request));
        }
        ModelAndView page = resolveErrorView(request, response, HttpStatus.valueOf(status.value()), model);
        return page != null ? page : new ModelAndView("error", model);
    }

    /// What is known about a failure; null where its status says it all.
    private @Nullable Problem problem(HttpServletRequest request, @Nullable Throwable failure) {
        if (request.getAttribute(ProblemWriter.PROBLEM) instanceof Problem known) {
            return known;
        }
        return failure == null || getStatus(request) == HttpStatus.NOT_FOUND
                ? null
                : problems.problemOf(failure, request);
    }
}
