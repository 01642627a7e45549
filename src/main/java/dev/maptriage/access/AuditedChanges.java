package dev.maptriage.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Writes every change that went well into the log, unless what made it has done so in better words. What comes from crashes
/// themselves, and what is only computed, changes nothing that somebody decided.
@Configuration(proxyBeanMethods = false)
class AuditedChanges implements WebMvcConfigurer, HandlerInterceptor {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> NO_DECISION = Set.of("/api/v1/traces", "/api/v1/diagnoses", "/upload", "/v1/logs",
            "/loki/api/v1/push", "/webhooks/{source}", "/webhooks/{source}/**", "/api/v1/simulations",
            "/api/v1/incidents/{id}/simulations", "/simulations", "/incidents/{id}/simulations", "/language", "/theme",
            "/error");
    private static final String EXPERIMENTS = "/labs/";

    private final AuditLog audit;

    AuditedChanges(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception failure) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String path = pattern == null ? "" : pattern.toString();
        boolean decision = !SAFE.contains(request.getMethod()) && !NO_DECISION.contains(path)
                && !path.contains(EXPERIMENTS);
        boolean done = failure == null && response.getStatus() < HttpStatus.BAD_REQUEST.value();
        if (decision && done && request.getAttribute(AuditLog.WRITTEN) == null) {
            audit.add(AuditEntry.Action.CHANGED, Refusals.subject(request));
        }
    }
}
