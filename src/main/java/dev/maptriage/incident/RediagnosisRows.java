package dev.maptriage.incident;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/// Runs of the rediagnosis in the database.
interface RediagnosisRows extends Repository<RediagnosisEntity, UUID> {
    Optional<RediagnosisEntity> findById(UUID id);

    List<RediagnosisEntity> findAllByOrderByIdDesc(Limit limit);

    boolean existsByState(Rediagnosis.State state);

    RediagnosisEntity saveAndFlush(RediagnosisEntity run);
}
