package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Searches with names, shared by all who may read.
@Component
@Transactional
public class SavedSearches {
    private static final int MAX_NAME = 100;
    private static final int MAX_QUERY = 500;
    private static final int MAX_SEARCHES = 200;

    private final EntityManager entities;
    private final Clock clock;

    SavedSearches(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /// All of them, by name.
    @Transactional(readOnly = true)
    public List<SavedSearch> list() {
        return entities.createQuery("from SavedSearchEntity order by name", SavedSearchEntity.class)
                .setMaxResults(MAX_SEARCHES).getResultList().stream().map(SavedSearchEntity::toSearch).toList();
    }

    /// Keeps a search; one of the same name is replaced.
    ///
    /// @throws Problem when the name is missing or too long, or the search cannot be read
    public SavedSearch save(@Nullable String name, @Nullable String query, String actor) {
        String label = Columns.label(name, MAX_NAME + 1);
        String text = query == null ? "" : query.strip();
        if (label == null || label.length() > MAX_NAME || text.isEmpty() || text.length() > MAX_QUERY) {
            throw Problem.badRequest("problem.saved-search", MAX_NAME, MAX_QUERY);
        }
        Search.parse(text, clock.instant());
        SavedSearchEntity known = entities
                .createQuery("from SavedSearchEntity where name = :name", SavedSearchEntity.class)
                .setParameter("name", label).getResultList().stream().findFirst().orElse(null);
        if (known == null && count() >= MAX_SEARCHES) {
            throw new Problem(HttpStatus.CONFLICT, "problem.saved-search-many", MAX_SEARCHES);
        }
        SavedSearchEntity entity = known == null ? new SavedSearchEntity() : known;
        entity.name = label;
        entity.query = text;
        entity.createdBy = actor;
        entity.createdAt = Columns.now(clock);
        if (known == null) {
            entity.id = Ids.next();
            entities.persist(entity);
        }
        return entity.toSearch();
    }

    private long count() {
        return entities.createQuery("select count(*) from SavedSearchEntity", Long.class).getSingleResult();
    }

    /// Deletes a search.
    ///
    /// @return whether there was one
    public boolean delete(UUID id) {
        return entities.createQuery("delete from SavedSearchEntity where id = :id").setParameter("id", id)
                .executeUpdate() > 0;
    }
}
