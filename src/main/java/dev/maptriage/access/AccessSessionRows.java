package dev.maptriage.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Sessions in the database.
interface AccessSessionRows extends Repository<AccessSessionEntity, String> {
    Optional<AccessSessionEntity> findById(String sha256);

    AccessSessionEntity save(AccessSessionEntity session);

    @Modifying
    @Query("delete from AccessSessionEntity where sha256 = :sha256")
    void end(String sha256);

    @Modifying
    @Query("delete from AccessSessionEntity where tokenId = :token")
    void endThoseOf(UUID token);

    @Modifying
    @Query("delete from AccessSessionEntity where expiresAt <= :now")
    void forgetEnded(Instant now);
}
