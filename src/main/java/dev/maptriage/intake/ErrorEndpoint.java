package dev.maptriage.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.web.error.ErrorAttributeOptions.Include;
import org.springframework.boot.webmvc.autoconfigure.error.AbstractErrorController;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
        if (!wantsPage(request)) {
            Throwable failure = attributes.getError(new ServletWebRequest(request));
            problems.write(request, response,
                    failure != null ? failure : problems.byStatus(getStatus(request), request));
            return null;
        }
        HttpStatus status = getStatus(request);
        response.setStatus(status.value());
        Map<String, Object> model = new HashMap<>();
        getErrorAttributes(request, ErrorAttributeOptions.of(Include.STATUS, Include.ERROR, Include.PATH))
                .forEach((name, value) -> {
                    if (value != null) {
                        model.put(name, value);
                    }
                });
        ModelAndView page = resolveErrorView(request, response, status, model);
        return page != null ? page : new ModelAndView("error", model);
    }

    private static boolean wantsPage(HttpServletRequest request) {
        Object path = request.getAttribute("jakarta.servlet.error.request_uri");
        boolean program = path != null
                && (path.toString().startsWith("/api/") || path.toString().startsWith("/actuator/"));
        return !program && Accepts.choose(request.getHeader("Accept"),
                List.of(MediaType.APPLICATION_PROBLEM_JSON, MediaType.TEXT_HTML)).filter(MediaType.TEXT_HTML::equals)
                .isPresent();
    }
}
