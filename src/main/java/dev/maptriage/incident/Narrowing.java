package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Finds out whether one of a query's conditions alone leaves few rows.
///
/// A list is read in one of two ways: along the index of its order until a page is full, or by looking at the few rows
/// that a rare condition leaves. Either is quick where the other is slow, and databases guess which one badly or, like
/// H2, hardly at all. So each condition is asked for a few hundred rows, which costs the same in any table.
final class Narrowing {
    /// With more rows than this, a page fills soon enough along the index.
    static final int FEW = 500;

    private final EntityManager entities;
    private final List<Candidate> candidates = new ArrayList<>();

    Narrowing(EntityManager entities) {
        this.entities = entities;
    }

    private interface Candidate {
        List<UUID> atMost(int limit);
    }

    /// A condition on one table.
    ///
    /// @param select `select` and `from` of the ids, which `sql` restricts
    void add(String select, Sql sql) {
        candidates.add(limit -> sql.list(entities, select + " where " + sql.where(), UUID.class, limit));
    }

    /// Ids that are known.
    void add(List<UUID> ids) {
        candidates.add(limit -> ids);
    }

    /// The shortest list of ids that has all rows of the answer; empty when no condition leaves few.
    Optional<List<UUID>> shortest() {
        List<UUID> shortest = null;
        for (Candidate candidate : candidates) {
            int limit = shortest == null ? FEW + 1 : shortest.size();
            List<UUID> found = candidate.atMost(limit);
            if (found.size() < limit) {
                shortest = found;
            }
            if (shortest != null && shortest.isEmpty()) {
                break;
            }
        }
        return Optional.ofNullable(shortest);
    }
}
