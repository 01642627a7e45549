package dev.maptriage.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Which scope a request needs: the first rule that fits. A path without a rule of its own is read with `READ` and changed
/// with `TRIAGE`, so nothing new is open by oversight. `docs/access.md` has the result for every endpoint.
final class AccessRules {
    /// Where collectors deliver; whether they may is looked at there, since a signature may stand for a token.
    static final String[] COLLECTORS = {"/webhooks/**", "/v1/logs", "/loki/api/v1/push"};
    static final String[] PROGRAMS = {"/api/**", "/actuator/**", "/v3/api-docs/**", "/v3/api-docs.yaml",
        "/webhooks/**", "/v1/logs", "/loki/api/v1/push"};
    /// What a browser fetches to draw a page, and what orchestrators ask every few seconds.
    private static final String[] HARMLESS = {"/css/**", "/js/**", "/webjars/**", "/favicon.svg", "/favicon.ico",
        "/actuator/health", "/actuator/health/**"};

    private static final List<Rule> RULES = List.of(
            open(HARMLESS),
            open("/v3/api-docs/**", "/v3/api-docs.yaml", "/error", "/login", "/logout", "/language",
                    "/theme"),
            open(COLLECTORS),
            new Rule(Scope.ADMIN, any(null, "/settings/**", "/api/v1/tokens/**", "/api/v1/webhook-secrets/**",
                    "/api/v1/audit/**", "/api/v1/erasures/**")),
            new Rule(Scope.INGEST, any(HttpMethod.POST, "/api/v1/traces", "/api/v1/diagnoses", "/upload")),
            // Experiments store nothing.
            new Rule(Scope.READ, any(HttpMethod.POST, "/api/v1/labs/**")),
            new Rule(Scope.READ, any(HttpMethod.GET, "/**")),
            new Rule(Scope.READ, any(HttpMethod.HEAD, "/**")),
            // Rules let the service call others: who changes them must be trusted more than who reads.
            new Rule(Scope.ADMIN, any(null, "/api/v1/rules/**", "/notifications/rules/**")));
    private static final RequestMatcher UNCOUNTED = any(null, HARMLESS);
    private static final RequestMatcher DELIVERIES = any(null, COLLECTORS);

    private AccessRules() {}

    private record Rule(@Nullable Scope scope, RequestMatcher requests) {}

    private static Rule open(String... patterns) {
        return new Rule(null, any(null, patterns));
    }

    private static RequestMatcher any(@Nullable HttpMethod method, String... patterns) {
        List<PathPatternRequestMatcher> matchers = List.of(patterns).stream()
                .map(pattern -> method == null
                        ? PathPatternRequestMatcher.withDefaults().matcher(pattern)
                        : PathPatternRequestMatcher.withDefaults().matcher(method, pattern))
                .toList();
        return request -> matchers.stream().anyMatch(matcher -> matcher.matches(request));
    }

    /// The scope that a request needs; null when anybody may.
    static @Nullable Scope needed(HttpServletRequest request) {
        for (Rule rule : RULES) {
            if (rule.requests.matches(request)) {
                return rule.scope;
            }
        }
        return Scope.TRIAGE;
    }

    /// Whether requests of this kind count against no limit.
    static boolean isUncounted(HttpServletRequest request) {
        return UNCOUNTED.matches(request);
    }

    /// Whether a collector delivers, which repeats what is answered by 503, where some give up at 429.
    static boolean isDelivery(HttpServletRequest request) {
        return DELIVERIES.matches(request);
    }
}
