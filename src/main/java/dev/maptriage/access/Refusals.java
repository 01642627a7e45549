package dev.maptriage.access;

import dev.maptriage.incident.Problem;
import dev.maptriage.intake.ProblemWriter;
import jakarta.persistence.PersistenceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Sends requests away, each in the words of its protocol, and keeps that it did.
@Component
class Refusals {
    private static final String RETRY_SECONDS = "5";

    private final AuditLog audit;
    private final RateLimits rates;
    private final ProblemWriter problems;

    Refusals(AuditLog audit, RateLimits rates, ProblemWriter problems) {
        this.audit = audit;
        this.rates = rates;
        this.problems = problems;
    }

    /// A token was shown that is none.
    void unknownToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        audit.refused(AuditEntry.Action.TOKEN_REFUSED, request, subject(request));
        Optional<Problem> tooMany = rates.ofFailure(request.getRemoteAddr());
        if (tooMany.isPresent()) {
            tooOften(request, response, tooMany.get());
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        problems.write(request, response, new Problem(HttpStatus.UNAUTHORIZED, "problem.bad-token"));
    }

    void noToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        problems.write(request, response, new Problem(HttpStatus.UNAUTHORIZED, "problem.login"));
    }

    void wrongScope(HttpServletRequest request, HttpServletResponse response) throws IOException {
        noteWrongScope(request);
        Scope needed = AccessRules.needed(request);
        problems.write(request, response, new Problem(HttpStatus.FORBIDDEN, "problem.forbidden",
                (needed == null ? Scope.READ : needed).name().toLowerCase(Locale.ROOT)));
    }

    void noteWrongScope(HttpServletRequest request) {
        audit.refused(AuditEntry.Action.SCOPE_REFUSED, request, subject(request));
    }

    void tooOften(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        audit.refused(AuditEntry.Action.RATE_REFUSED, request, subject(request));
        problems.write(request, response, asSenderWants(request, problem));
    }

    private static Problem asSenderWants(HttpServletRequest request, Problem problem) {
        return AccessRules.isDelivery(request) ? busy(problem) : problem;
    }

    /// The same problem as 503, which every collector answers by coming back.
    static Problem busy(Problem problem) {
        Problem busy = new Problem(HttpStatus.SERVICE_UNAVAILABLE, problem.getDetailMessageCode(),
                problem.arguments().toArray());
        busy.getHeaders().putAll(problem.getHeaders());
        return busy;
    }

    void noDatabase(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, "problem.no-database");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        problems.write(request, response, problem);
    }

    /// Whether a failure means that the database cannot be reached now.
    static boolean isDatabase(RuntimeException failure) {
        return failure instanceof DataAccessException || failure instanceof TransactionException
                || failure instanceof PersistenceException;
    }

    static String subject(HttpServletRequest request) {
        return request.getMethod() + " " + request.getRequestURI();
    }
}
