package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// A `tsvector` per document behind a GIN index, for PostgreSQL. The words are those of [SearchTokens], not PostgreSQL's:
/// its parser would take `cart.(*Store).Put` for other things than a Go programmer does.
final class TokenVector implements TextIndex {
    private final EntityManager entities;

    TokenVector(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public void put(String document, Set<String> tokens) {
        entities.createNativeQuery(
                "update search_document set tokens = cast(:tokens as tsvector) where id = :document")
                .setParameter("tokens", tokens.stream().map(TokenVector::quoted).collect(Collectors.joining(" ")))
                .setParameter("document", document).executeUpdate();
    }

    @Override
    public List<Hit> find(List<Word> words, int limit) {
        Sql sql = new Sql();
        String statement = "select d.id, cast(d.issue_id as varchar(36)) from search_document d where d.tokens @@ "
                + query(words, sql);
        return sql.list(entities, statement, Object[].class, limit + 1).stream()
                .map(TokenVector::hit).toList();
    }

    @Override
    public String holds(String document, List<Word> words, Sql sql) {
        return "exists (select 1 from search_document w where w.id = " + document + " and w.tokens @@ "
                + query(words, sql) + ")";
    }

    private static String query(List<Word> words, Sql sql) {
        return "cast(" + sql.bind(words.stream().map(word -> quoted(word.token()) + (word.prefix() ? ":*" : ""))
                .collect(Collectors.joining(" & "))) + " as tsquery)";
    }

    private static String quoted(String token) {
        return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    // A UUID in a row of several columns comes as bytes or as itself, depending on the database.
    private static Hit hit(Object[] row) {
        return new Hit((String) row[0], UUID.fromString((String) row[1]));
    }

    @Override
    public String along(String index) {
        return "";
    }
}
