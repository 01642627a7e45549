package dev.maptriage.access;

import dev.maptriage.incident.Problem;
import dev.maptriage.intake.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Protects an open service from the web sites its user visits: they may neither post to it nor read it under a name of
/// their own that they point at this machine.
final class OriginGuard extends OncePerRequestFilter {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final int MAX_EXCERPT = 100;

    private final Access access;
    private final List<String> allowedHosts;
    private final ProblemWriter problems;

    OriginGuard(Access access, List<String> allowedHosts, ProblemWriter problems) {
        this.access = access;
        this.allowedHosts = allowedHosts.stream().map(host -> host.strip().toLowerCase(Locale.ROOT)).toList();
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !access.open();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (host != null && !isOwn(nameOf(host))) {
            problems.write(request, response, new Problem(HttpStatus.FORBIDDEN, "problem.foreign-host",
                    host.length() > MAX_EXCERPT ? host.substring(0, MAX_EXCERPT) : host));
        } else if (!SAFE.contains(request.getMethod()) && isForeign(request, host)) {
            problems.write(request, response, new Problem(HttpStatus.FORBIDDEN, "problem.cross-site"));
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isOwn(String name) {
        return name.equals("localhost") || name.endsWith(".localhost") || name.equals("[::1]")
                || name.matches("127(?:\\.\\d{1,3}){3}") || allowedHosts.contains(name);
    }

    private static String nameOf(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    /// Browsers say where a request comes from; programs say nothing and are welcome.
    private static boolean isForeign(HttpServletRequest request, @Nullable String host) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return (site != null && !OWN_SITES.contains(site)) || (origin != null && !isSameHost(origin, host));
    }

    private static boolean isSameHost(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
