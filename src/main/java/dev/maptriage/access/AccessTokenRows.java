package dev.maptriage.access;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Tokens in the database.
interface AccessTokenRows extends Repository<AccessTokenEntity, UUID> {
    Optional<AccessTokenEntity> findById(UUID id);

    Optional<AccessTokenEntity> findBySha256(String sha256);

    Optional<AccessTokenEntity> findByName(String name);

    List<AccessTokenEntity> findAllByOrderByCreatedAtAscNameAsc();

    /// All of them, which nobody else changes meanwhile.
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    List<AccessTokenEntity> findAllByOrderById();

    long count();

    AccessTokenEntity saveAndFlush(AccessTokenEntity token);

    void delete(AccessTokenEntity token);

    /// Notes a use, unless one was noted since.
    @Modifying
    @Query("update AccessTokenEntity set lastUsedAt = :now where id = :id and (lastUsedAt is null or lastUsedAt < :since)")
    void noteUse(UUID id, Instant now, Instant since);
}
