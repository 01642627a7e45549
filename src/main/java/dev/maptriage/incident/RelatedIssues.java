package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Phrase;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Finds issues that are the same bug seen from another side, or may be: a report of the race detector names both sides of
/// two fatal errors; methods of one type fail on one map.
@Component
class RelatedIssues {
    private static final int SAME_TYPE = 5;

    private final EntityManager entities;
    private final DiagnosisJson json;

    RelatedIssues(EntityManager entities, DiagnosisJson json) {
        this.entities = entities;
        this.json = json;
    }

    /// Per issue the related ones, surest first.
    ///
    /// @param merged per issue those that are merged into it, whose relations are its own
    /// @param guessing whether to add issues that may be the same bug, which costs a statement for each issue
    Map<UUID, List<Issue.Related>> of(List<IssueEntity> issues, Map<UUID, List<UUID>> merged, boolean guessing) {
        Map<UUID, Map<UUID, Issue.Related>> found = new HashMap<>();
        named(issues, merged, found);
        if (guessing) {
            issues.forEach(issue -> sameType(issue, found));
        }
        Map<UUID, List<Issue.Related>> related = new HashMap<>();
        found.forEach((id, others) -> related.put(id, List.copyOf(others.values())));
        return related;
    }

    private void named(List<IssueEntity> issues, Map<UUID, List<UUID>> merged,
            Map<UUID, Map<UUID, Issue.Related>> found) {
        Set<UUID> wanted = new HashSet<>();
        Map<UUID, UUID> holders = new HashMap<>();
        issues.forEach(issue -> wanted.add(issue.id));
        merged.forEach((holder, sources) -> sources.forEach(source -> holders.put(source, holder)));
        List<UUID> all = Stream.concat(wanted.stream(), holders.keySet().stream()).toList();
        // Two statements, because no index serves "one or the other".
        Stream.concat(relations("r.key.issueId in :ids", all), relations("f.issueId in :ids", all)).forEach(row -> {
            UUID from = row[1] == null ? (UUID) row[0] : (UUID) row[1];
            UUID to = (UUID) row[2];
            if (!from.equals(to)) {
                Phrase because = json.readPhrase((String) row[3]);
                add(found, from, to, because, wanted);
                add(found, to, from, because, wanted);
            }
        });
    }

    private Stream<Object[]> relations(String where, List<UUID> ids) {
        return entities.createQuery("""
                select i.id, i.mergedInto, f.issueId, r.because from IssueRelationEntity r
                join IssueFingerprintEntity f on f.fingerprint = r.key.fingerprint
                join IssueEntity i on i.id = r.key.issueId where\s""" + where, Object[].class)
                .setParameter("ids", ids).getResultList().stream();
    }

    private static void add(Map<UUID, Map<UUID, Issue.Related>> found, UUID issue, UUID other, Phrase because,
            Set<UUID> wanted) {
        if (wanted.contains(issue)) {
            found.computeIfAbsent(issue, ignored -> new LinkedHashMap<>()).putIfAbsent(other,
                    new Issue.Related(other, because));
        }
    }

    private void sameType(IssueEntity issue, Map<UUID, Map<UUID, Issue.Related>> found) {
        String type = issue.receiver;
        if (type == null || issue.category == Category.OTHER || issue.mergedInto != null) {
            return;
        }
        entities.createQuery("""
                select id from IssueEntity where receiver = :type and category <> :other and mergedInto is null
                and id <> :id order by lastSeen desc, id desc""", UUID.class).setParameter("type", type)
                .setParameter("other", Category.OTHER).setParameter("id", issue.id).setMaxResults(SAME_TYPE)
                .getResultList().stream()
                .forEach(other -> add(found, issue.id, other, Phrase.of("related.same-type",
                        IssueTitle.shortName(type)),
                        Set.of(issue.id)));
    }
}
