package dev.maptriage.incident;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
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

    private final SavedSearchRows rows;
    private final Clock clock;

    SavedSearches(SavedSearchRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /// All of them, by name.
    @Transactional(readOnly = true)
    public List<SavedSearch> list() {
        return rows.findAllByOrderByName(Limit.of(MAX_SEARCHES)).stream().map(SavedSearchEntity::toSearch).toList();
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
        SavedSearchEntity known = rows.findByName(label).orElse(null);
        if (known == null && rows.count() >= MAX_SEARCHES) {
            throw new Problem(HttpStatus.CONFLICT, "problem.saved-search-many", MAX_SEARCHES);
        }
        SavedSearchEntity entity = known == null ? new SavedSearchEntity() : known;
        entity.name = label;
        entity.query = text;
        entity.createdBy = actor;
        entity.createdAt = Columns.now(clock);
        if (known == null) {
            entity.id = Ids.next();
            rows.save(entity);
        }
        return entity.toSearch();
    }

    /// Deletes a search.
    ///
    /// @return whether there was one
    public boolean delete(UUID id) {
        return rows.deleteOne(id) > 0;
    }
}
