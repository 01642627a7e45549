package dev.maptriage.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets programs in by `Authorization: Bearer`, and browsers that have logged in as far as they only read.
final class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final Access access;
    private final SessionCookie sessions;
    private final Refusals refusals;

    BearerFilter(Access access, SessionCookie sessions, Refusals refusals) {
        this.access = access;
        this.sessions = sessions;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (access.open()) {
            chain.doFilter(request, response);
            return;
        }
        String token = token(request);
        Optional<Authentication> holder;
        try {
            holder = token != null ? access.byToken(token) : bySession(request);
        } catch (RuntimeException e) {
            if (!Refusals.isDatabase(e)) {
                throw e;
            }
            refusals.noDatabase(request, response);
            return;
        }
        if (token != null && holder.isEmpty()) {
            refusals.unknownToken(request, response);
            return;
        }
        holder.ifPresent(BearerFilter::remember);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static @Nullable String token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    /// Other sites can make a browser send its cookie, but not read what a GET answers.
    private Optional<Authentication> bySession(HttpServletRequest request) {
        boolean safe = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return safe ? sessions.holder(request) : Optional.empty();
    }

    private static void remember(Authentication holder) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(holder);
        SecurityContextHolder.setContext(context);
    }
}
