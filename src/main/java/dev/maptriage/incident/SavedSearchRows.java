package dev.maptriage.incident;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Searches with names in the database.
interface SavedSearchRows extends Repository<SavedSearchEntity, UUID> {
    List<SavedSearchEntity> findAllByOrderByName(Limit limit);

    Optional<SavedSearchEntity> findByName(String name);

    long count();

    SavedSearchEntity save(SavedSearchEntity search);

    @Modifying
    @Query("delete from SavedSearchEntity where id = :id")
    int deleteOne(UUID id);
}
