package dev.maptriage.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.savedrequest.RequestCache;
import jakarta.servlet.ServletException;

/// Keeps who logged in, and who could not.
final class AuditedLogins {
    private AuditedLogins() {}

    /// Leads on to the page that was asked for.
    static final class Success extends SavedRequestAwareAuthenticationSuccessHandler {
        private final AuditLog audit;

        Success(AuditLog audit, RequestCache requests) {
            this.audit = audit;
            setRequestCache(requests);
        }

        @Override
        public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
                Authentication holder) throws ServletException, IOException {
            audit.add(AuditEntry.Action.SIGNED_IN, holder.getName());
            super.onAuthenticationSuccess(request, response, holder);
        }
    }

    /// Leads back to the form.
    static final class Failure extends SimpleUrlAuthenticationFailureHandler {
        private final AuditLog audit;
        private final RateLimits rates;

        Failure(AuditLog audit, RateLimits rates) {
            super("/login?error");
            this.audit = audit;
            this.rates = rates;
        }

        @Override
        public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
                AuthenticationException failure) throws IOException, ServletException {
            audit.refused(AuditEntry.Action.SIGN_IN_REFUSED, request, Refusals.subject(request));
            rates.ofFailure(request.getRemoteAddr());
            super.onAuthenticationFailure(request, response, failure);
        }
    }
}
