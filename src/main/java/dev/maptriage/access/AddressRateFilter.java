package dev.maptriage.access;

import dev.maptriage.incident.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/// Sends away who comes too often from one address, before anything is looked up, and who guesses at the log-in form.
final class AddressRateFilter extends OncePerRequestFilter {
    private final Access access;
    private final RateLimits rates;
    private final Refusals refusals;

    AddressRateFilter(Access access, RateLimits rates, Refusals refusals) {
        this.access = access;
        this.rates = rates;
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return access.open() || AccessRules.isUncounted(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Problem> tooMany = rates.ofAddress(request.getRemoteAddr());
        if (tooMany.isEmpty() && request.getMethod().equals("POST") && request.getRequestURI().endsWith("/login")) {
            tooMany = rates.failures(request.getRemoteAddr());
        }
        if (tooMany.isPresent()) {
            refusals.tooOften(request, response, tooMany.get());
        } else {
            chain.doFilter(request, response);
        }
    }
}
