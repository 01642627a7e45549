package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A statement in the making: conditions, and values that go as parameters.
final class Sql {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /// The parameter that stands for a value.
    String bind(Object value) {
        String name = "p" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    void and(String condition) {
        conditions.add(condition);
    }

    /// All conditions; true without any.
    String where() {
        return conditions.isEmpty() ? "1 = 1" : String.join(" and ", conditions);
    }

    <T> List<T> list(EntityManager entities, String statement, Class<T> row, int limit) {
        Query query = entities.createNativeQuery(statement, row).setMaxResults(limit);
        values.forEach(query::setParameter);
        @SuppressWarnings("unchecked")
        List<T> found = query.getResultList();
        return found;
    }
}
