package dev.maptriage.access;

import dev.maptriage.incident.Problem;
import dev.maptriage.intake.QueryString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/// Whether a collector may deliver. Collectors cannot all send a bearer token, so the token may stand wherever they can put
/// a password: that of basic authentication, Firehose's access key, Sentry's public key, the parameter `token`.
@Component
public class IngestAccess {
    private static final Pattern SENTRY_KEY = Pattern.compile("sentry_key=([^,\\s]+)");
    private static final String BASIC = "Basic ";

    private final Access access;
    private final RateLimits rates;
    private final AuditLog audit;

    IngestAccess(Access access, RateLimits rates, AuditLog audit) {
        this.access = access;
        this.rates = rates;
        this.audit = audit;
    }

    /// Whether there are no tokens, so that everybody who can reach the service may deliver.
    public boolean open() {
        return access.open();
    }

    /// Whether the request carries a token that may deliver.
    ///
    /// @throws Problem when it comes too often
    public boolean mayDeliver(HttpServletRequest request) {
        Authentication holder = SecurityContextHolder.getContext().getAuthentication();
        if (holder != null && mayIngest(holder)) {
            return true;
        }
        String token = token(request);
        if (token == null) {
            return false;
        }
        Optional<Authentication> found = access.byToken(token);
        if (found.isEmpty()) {
            audit.refused(AuditEntry.Action.TOKEN_REFUSED, request, Refusals.subject(request));
        }
        wait(found.map(Access::tokenOf).map(rates::ofToken)
                .orElseGet(() -> rates.ofFailure(request.getRemoteAddr())));
        return found.filter(IngestAccess::mayIngest).isPresent();
    }

    /// Collectors come back after 503, where some give up at 429.
    private static void wait(Optional<Problem> tooMany) {
        tooMany.map(Refusals::busy).ifPresent(problem -> {
            throw problem;
        });
    }

    private static boolean mayIngest(Authentication holder) {
        return holder.getAuthorities().stream()
                .anyMatch(authority -> Scope.INGEST.name().equals(authority.getAuthority()));
    }

    private static @Nullable String token(HttpServletRequest request) {
        String basic = request.getHeader("Authorization");
        if (basic != null && basic.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return password(basic.substring(BASIC.length()).strip()).orElse(null);
        }
        String firehose = request.getHeader("X-Amz-Firehose-Access-Key");
        if (firehose != null) {
            return firehose.strip();
        }
        String sentry = request.getHeader("X-Sentry-Auth");
        Matcher key = SENTRY_KEY.matcher(sentry == null ? "" : sentry);
        if (key.find()) {
            return key.group(1);
        }
        Map<String, String> query = QueryString.parse(request.getQueryString());
        return query.getOrDefault("token", query.get("sentry_key"));
    }

    private static Optional<String> password(String credentials) {
        try {
            String plain = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return Optional.of(plain.substring(plain.indexOf(':') + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /// Parameters of the query string alone, since reading the request's own would read its body.
    ///
    /// @throws dev.maptriage.incident.Problem when an escape is broken
    public static Map<String, String> query(HttpServletRequest request) {
        return QueryString.parse(request.getQueryString());
    }
}
