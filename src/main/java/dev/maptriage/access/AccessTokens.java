package dev.maptriage.access;

import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes tokens and takes them away.
///
/// There is always one of scope admin that does not end, or none at all: nobody shall lock everybody out. The last one may go
/// where only this machine can reach the service; then it is open again.
@Component
public class AccessTokens {
    private static final int LONGEST_NAME = 100;
    private static final int HINT = 10;
    /// Names that stand for somebody else in histories and logs.
    private static final Set<String> RESERVED = Set.of(IssueHistory.LOCAL, IssueHistory.ITSELF, AuditLog.NOBODY,
            Access.CONFIGURED);

    private final AccessTokenRows tokens;
    private final AccessSessionRows sessions;
    private final Access access;
    private final Openness openness;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    AccessTokens(AccessTokenRows tokens, AccessSessionRows sessions, Access access, Openness openness, AuditLog audit,
            Clock clock, PlatformTransactionManager transactions) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.access = access;
        this.openness = openness;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// A token that was just made, with its secret.
    public record Created(AccessToken token, String secret) {}

    /// Whether there are no tokens, and so everybody on this machine may do everything.
    public boolean open() {
        return openness.open();
    }

    /// By age, oldest first.
    public List<AccessToken> list() {
        return tokens.findAllByOrderByCreatedAtAscNameAsc().stream().map(this::token).toList();
    }

    /// Makes a token.
    ///
    /// @param expiresAt null for never
    /// @throws Problem when the name is taken or none, the end lies in the past, or it would be the first and is not of scope
    ///                 admin for good
    public Created create(@Nullable String name, Scope scope, @Nullable Instant expiresAt, String actor) {
        String clean = name(name);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.token-expiry");
        }
        String secret = Secrets.token();
        AccessTokenEntity entity = new AccessTokenEntity();
        entity.id = UUID.randomUUID();
        entity.name = clean;
        entity.sha256 = Secrets.sha256(secret);
        entity.scope = scope;
        entity.hint = secret.substring(0, HINT);
        entity.createdAt = now;
        entity.createdBy = actor;
        entity.expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
        try {
            transaction.executeWithoutResult(ignored -> insert(entity));
        } catch (DataIntegrityViolationException taken) {
            throw taken(clean);
        }
        openness.look();
        return new Created(token(entity), secret);
    }

    private void insert(AccessTokenEntity entity) {
        List<AccessTokenEntity> known = tokens.findAllByOrderById();
        if (known.isEmpty() && !isKey(entity)) {
            throw new Problem(HttpStatus.CONFLICT, "problem.token-first");
        }
        if (known.stream().anyMatch(token -> token.name.equals(entity.name))) {
            throw taken(entity.name);
        }
        tokens.saveAndFlush(entity);
        audit.add(AuditEntry.Action.TOKEN_CREATED, entity.name + " (" + entity.scope.name().toLowerCase(Locale.ROOT)
                + ")");
    }

    /// Takes a token and the sessions that were begun with it away.
    ///
    /// @return whether there was one
    /// @throws Problem when it is the configured one, or the last key to a service that stays closed
    public boolean revoke(UUID id) {
        boolean revoked = Boolean.TRUE.equals(transaction.execute(ignored -> {
            List<AccessTokenEntity> known = tokens.findAllByOrderById();
            Optional<AccessTokenEntity> found = known.stream().filter(token -> token.id.equals(id)).findFirst();
            if (found.isEmpty()) {
                return false;
            }
            AccessTokenEntity token = found.get();
            if (access.isConfigured(token)) {
                throw new Problem(HttpStatus.CONFLICT, "problem.token-configured");
            }
            boolean last = isKey(token) && known.stream().filter(AccessTokens::isKey).count() == 1;
            if (last && (known.size() > 1 || !openness.local())) {
                throw new Problem(HttpStatus.CONFLICT, "problem.token-last");
            }
            sessions.endThoseOf(id);
            tokens.delete(token);
            audit.add(AuditEntry.Action.TOKEN_REVOKED, token.name);
            return true;
        }));
        openness.look();
        return revoked;
    }

    /// Whether this token can always be used to make others.
    private static boolean isKey(AccessTokenEntity token) {
        return token.scope == Scope.ADMIN && token.expiresAt == null;
    }

    private static String name(@Nullable String name) {
        String clean = Objects.requireNonNullElse(name, "").strip();
        boolean readable = clean.codePoints().allMatch(c -> !Character.isISOControl(c)
                && Character.getType(c) != Character.FORMAT && Character.getType(c) != Character.LINE_SEPARATOR
                && Character.getType(c) != Character.PARAGRAPH_SEPARATOR
                && Character.getType(c) != Character.SURROGATE);
        if (clean.isEmpty() || clean.length() > LONGEST_NAME || !readable
                || RESERVED.contains(clean.toLowerCase(Locale.ROOT))) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.token-name", LONGEST_NAME);
        }
        return clean;
    }

    private static Problem taken(String name) {
        return new Problem(HttpStatus.CONFLICT, "problem.token-taken", name);
    }

    private AccessToken token(AccessTokenEntity entity) {
        return new AccessToken(entity.id, entity.name, entity.scope, entity.hint, entity.createdAt, entity.createdBy,
                entity.expiresAt, entity.lastUsedAt, access.isConfigured(entity));
    }
}
