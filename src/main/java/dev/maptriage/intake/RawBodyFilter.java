package dev.maptriage.intake;

import dev.maptriage.incident.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Keeps everybody from reading an upload's body as form parameters: on these paths parameters come from the query string
/// alone, whoever asks for them.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RawBodyFilter extends OncePerRequestFilter {
    private static final String WEBHOOKS = "/webhooks/";
    private static final Set<String> PATHS = Set.of(UploadController.TRACES, UploadController.DIAGNOSES);

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !PATHS.contains(path) && !path.startsWith(WEBHOOKS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new QueryOnly(request), response);
    }

    private static final class QueryOnly extends HttpServletRequestWrapper {
        private final Map<String, String[]> parameters = new HashMap<>();

        QueryOnly(HttpServletRequest request) {
            super(request);
            try {
                QueryString.parse(request.getQueryString())
                        .forEach((name, value) -> parameters.put(name, new String[]{value}));
            } catch (Problem told) {
                // The controller parses the same string and tells the sender.
                parameters.clear();
            }
        }

        @Override
        public @Nullable String getParameter(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : values[0];
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Collections.unmodifiableMap(parameters);
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            String[] values = parameters.get(name);
            return values == null ? null : values.clone();
        }
    }
}
