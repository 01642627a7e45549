package dev.maptriage.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Who holds a token, and the browsers that have logged in with one. Secrets are kept as hashes, so what an index compares is
/// nothing that a caller could steer byte by byte; sessions lie in the database, so that every instance knows them.
@Component
class Access implements SmartInitializingSingleton {
    static final int MIN_TOKEN_LENGTH = 20;
    static final Duration SESSION = Duration.ofDays(7);
    /// Name of the token that the configuration gives.
    static final String CONFIGURED = "admin";
    private static final Duration USE_NOTED = Duration.ofMinutes(1);

    private final AccessTokenRows tokens;
    private final AccessSessionRows sessions;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Openness openness;
    private final @Nullable String admin;

    Access(AccessTokenRows tokens, AccessSessionRows sessions, PlatformTransactionManager transactions, Clock clock,
            AccessProperties properties, Openness openness) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.openness = openness;
        String given = properties.adminToken();
        this.admin = given == null || given.isBlank() ? null : given.strip();
    }

    /// Before the first request, but not sooner: the filters are made early, and whoever asks the database waits for Hibernate.
    @Override
    public void afterSingletonsInstantiated() {
        if (admin != null) {
            putAdmin(admin);
        }
        openness.look();
    }

    /// Whether there are no tokens: everything is open, and only this machine can reach it.
    boolean open() {
        return openness.open();
    }

    /// Whether a token is the one that the configuration gives.
    boolean isConfigured(AccessTokenEntity token) {
        return admin != null && token.name.equals(CONFIGURED);
    }

    /// Who holds this token.
    Optional<Authentication> byToken(String token) {
        String sha256 = Secrets.sha256(token);
        return tokens.findBySha256(sha256).filter(found -> Secrets.equal(found.sha256, sha256)).flatMap(this::use);
    }

    /// Who logged in with this session.
    Optional<Authentication> bySession(String secret) {
        return sessions.findById(Secrets.sha256(secret)).filter(session -> session.expiresAt.isAfter(clock.instant()))
                .flatMap(session -> tokens.findById(session.tokenId)).flatMap(this::use);
    }

    /// Notes that a token was shown, at most once a minute, so that reading does not become writing.
    private Optional<Authentication> use(AccessTokenEntity token) {
        Instant now = now();
        if (!token.isValid(now)) {
            return Optional.empty();
        }
        Instant noted = now.minus(USE_NOTED);
        if (token.lastUsedAt == null || token.lastUsedAt.isBefore(noted)) {
            transaction.executeWithoutResult(ignored -> tokens.noteUse(token.id, now, noted));
        }
        return Optional.of(authentication(token));
    }

    /// Begins a session.
    ///
    /// @return its secret
    String beginSession(Authentication holder) {
        String secret = Secrets.random();
        Instant now = now();
        transaction.executeWithoutResult(ignored -> {
            sessions.forgetEnded(now);
            AccessSessionEntity session = new AccessSessionEntity();
            session.sha256 = Secrets.sha256(secret);
            session.tokenId = Objects.requireNonNull(tokenOf(holder));
            session.expiresAt = now.plus(SESSION);
            sessions.save(session);
        });
        return secret;
    }

    void endSession(String secret) {
        transaction.executeWithoutResult(ignored -> sessions.end(Secrets.sha256(secret)));
    }

    static Authentication authentication(AccessTokenEntity token) {
        UsernamePasswordAuthenticationToken holder = UsernamePasswordAuthenticationToken.authenticated(token.name,
                null, token.scope.authorities());
        holder.setDetails(token.id);
        return holder;
    }

    /// The token that somebody came in with; null when it was another way.
    static @Nullable UUID tokenOf(@Nullable Authentication holder) {
        return holder != null && holder.getDetails() instanceof UUID id ? id : null;
    }

    private void putAdmin(String token) {
        if (token.length() < MIN_TOKEN_LENGTH) {
            throw new WeakTokenException();
        }
        try {
            putAdminOnce(token);
        } catch (DataIntegrityViolationException anotherInstanceWasFaster) {
            // Instances that start at once on an empty database all want to make it.
            putAdminOnce(token);
        }
    }

    private void putAdminOnce(String token) {
        transaction.executeWithoutResult(ignored -> {
            AccessTokenEntity known = tokens.findByName(CONFIGURED).orElse(null);
            String hash = Secrets.sha256(token);
            if (known != null && !known.sha256.equals(hash)) {
                known.sha256 = hash;
                // Whoever logged in with the old token has to show the new one.
                sessions.endThoseOf(known.id);
            } else if (known == null) {
                AccessTokenEntity entity = new AccessTokenEntity();
                entity.id = UUID.randomUUID();
                entity.name = CONFIGURED;
                entity.sha256 = hash;
                entity.scope = Scope.ADMIN;
                entity.createdAt = now();
                tokens.saveAndFlush(entity);
            }
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
