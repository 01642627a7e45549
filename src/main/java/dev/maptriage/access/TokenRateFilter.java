package dev.maptriage.access;

import dev.maptriage.incident.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Sends away who comes too often with one token, be it as a program or in a browser.
final class TokenRateFilter extends OncePerRequestFilter {
    private final RateLimits rates;
    private final Refusals refusals;

    TokenRateFilter(RateLimits rates, Refusals refusals) {
        this.rates = rates;
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return AccessRules.isUncounted(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        UUID token = Access.tokenOf(SecurityContextHolder.getContext().getAuthentication());
        Optional<Problem> tooMany = token == null ? Optional.empty() : rates.ofToken(token);
        if (tooMany.isPresent()) {
            refusals.tooOften(request, response, tooMany.get());
        } else {
            chain.doFilter(request, response);
        }
    }
}
