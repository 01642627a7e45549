package dev.maptriage.incident;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Erasures in the database.
interface ErasureRows extends Repository<ErasureEntity, UUID> {
    Optional<ErasureEntity> findById(UUID id);

    List<ErasureEntity> findAllByOrderByIdDesc(Limit limit);

    ErasureEntity saveAndFlush(ErasureEntity erasure);

    @Modifying
    @Query("update ErasureEntity set incidents = incidents + :more, lastId = :last where id = :id")
    void progress(UUID id, UUID last, long more);
}
