package dev.maptriage.intake;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Tokens and the browsers that have logged in with one. Secrets are kept as SHA-256, which is enough for secrets of high
/// entropy; sessions lie in the database, so that every instance knows them.
@Component
class Access {
    static final int MIN_TOKEN_LENGTH = 20;
    static final Duration SESSION = Duration.ofDays(7);
    private static final String ADMIN = "admin";

    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final boolean open;

    Access(EntityManager entities, PlatformTransactionManager transactions, Clock clock, AccessProperties properties,
            ServerProperties server) {
        this.entities = entities;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        String admin = properties.adminToken();
        if (admin != null && !admin.isBlank()) {
            putAdmin(admin.strip());
        }
        this.open = count() == 0;
        if (open && (server.getAddress() == null || !server.getAddress().isLoopbackAddress())) {
            throw new UnprotectedServerException(server.getAddress());
        }
    }

    /// Whether there are no tokens: everything is open, and only this machine can reach it.
    boolean open() {
        return open;
    }

    /// Who holds this token.
    Optional<Authentication> byToken(String token) {
        return entities.createQuery("from AccessTokenEntity where sha256 = :sha256", AccessTokenEntity.class)
                .setParameter("sha256", sha256(token)).getResultList().stream().findFirst().map(Access::authentication);
    }

    /// Who logged in with this session.
    Optional<Authentication> bySession(String secret) {
        AccessSessionEntity session = entities.find(AccessSessionEntity.class, sha256(secret));
        if (session == null || !session.expiresAt.isAfter(clock.instant())) {
            return Optional.empty();
        }
        return Optional.ofNullable(entities.find(AccessTokenEntity.class, session.tokenId))
                .map(Access::authentication);
    }

    /// Begins a session.
    ///
    /// @return its secret
    String beginSession(Authentication holder) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = now();
        transaction.executeWithoutResult(ignored -> {
            entities.createQuery("delete from AccessSessionEntity where expiresAt <= :now").setParameter("now", now)
                    .executeUpdate();
            AccessSessionEntity session = new AccessSessionEntity();
            session.sha256 = sha256(secret);
            session.tokenId = (UUID) Objects.requireNonNull(holder.getDetails());
            session.expiresAt = now.plus(SESSION);
            entities.persist(session);
        });
        return secret;
    }

    void endSession(String secret) {
        transaction.executeWithoutResult(
                ignored -> entities.createQuery("delete from AccessSessionEntity where sha256 = :sha256")
                        .setParameter("sha256", sha256(secret)).executeUpdate());
    }

    private static Authentication authentication(AccessTokenEntity token) {
        UsernamePasswordAuthenticationToken holder = UsernamePasswordAuthenticationToken.authenticated(token.name,
                null, token.scope.authorities());
        holder.setDetails(token.id);
        return holder;
    }

    private long count() {
        return entities.createQuery("select count(*) from AccessTokenEntity", Long.class).getSingleResult();
    }

    private void putAdmin(String token) {
        if (token.length() < MIN_TOKEN_LENGTH) {
            throw new WeakTokenException();
        }
        transaction.executeWithoutResult(ignored -> {
            @Nullable
            AccessTokenEntity known = entities
                    .createQuery("from AccessTokenEntity where name = :name", AccessTokenEntity.class)
                    .setParameter("name", ADMIN).getResultList().stream().findFirst().orElse(null);
            String hash = sha256(token);
            if (known != null && !known.sha256.equals(hash)) {
                known.sha256 = hash;
                // Whoever logged in with the old token has to show the new one.
                entities.createQuery("delete from AccessSessionEntity where tokenId = :id").setParameter("id", known.id)
                        .executeUpdate();
            } else if (known == null) {
                AccessTokenEntity entity = new AccessTokenEntity();
                entity.id = UUID.randomUUID();
                entity.name = ADMIN;
                entity.sha256 = hash;
                entity.scope = Scope.ADMIN;
                entity.createdAt = now();
                entities.persist(entity);
            }
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String sha256(String secret) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
