package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The stored [OwnerRules].
@Component
@Transactional
public class Owners {
    private final EntityManager entities;
    private final Clock clock;

    Owners(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /// The rules as they were written; empty without any.
    @Transactional(readOnly = true)
    public String text() {
        List<String> rules = new Sql().list(entities, "select rules from owner_rules where id = 1", String.class, 1);
        return rules.isEmpty() ? "" : rules.getFirst();
    }

    /// Replaces the rules.
    ///
    /// @throws Problem when a line is no rule
    public void replace(String text, String actor) {
        OwnerRules.parse(text);
        entities.createNativeQuery("delete from owner_rules where id = 1").executeUpdate();
        entities.createNativeQuery(
                "insert into owner_rules (id, rules, updated_by, updated_at) values (1, :rules, :actor, :at)")
                .setParameter("rules", text.replace("\0", "")).setParameter("actor", actor)
                .setParameter("at", Columns.now(clock)).executeUpdate();
    }

    OwnerRules rules() {
        return OwnerRules.parse(text());
    }

    /// Who should have an issue, by the last rule that fits.
    Optional<String> suggested(@Nullable String function, @Nullable String file) {
        return rules().of(function, file).map(OwnerRules.Rule::owner);
    }
}
