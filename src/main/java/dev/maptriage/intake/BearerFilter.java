package dev.maptriage.intake;

import dev.maptriage.incident.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets programs in by `Authorization: Bearer`, and browsers that have logged in as far as they only read.
final class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final Access access;
    private final SessionCookie sessions;
    private final ProblemWriter problems;

    BearerFilter(Access access, SessionCookie sessions, ProblemWriter problems) {
        this.access = access;
        this.sessions = sessions;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        Optional<Authentication> holder;
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            holder = access.byToken(header.substring(SCHEME.length()).strip());
            if (holder.isEmpty()) {
                response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
                problems.write(request, response, new Problem(HttpStatus.UNAUTHORIZED, "problem.bad-token"));
                return;
            }
        } else {
            // Other sites can make a browser send its cookie, but not read what a GET answers.
            holder = isSafe(request) ? sessions.holder(request) : Optional.empty();
        }
        holder.ifPresent(BearerFilter::remember);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static void remember(Authentication holder) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(holder);
        SecurityContextHolder.setContext(context);
    }

    private static boolean isSafe(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
