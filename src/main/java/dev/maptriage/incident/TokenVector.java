package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/// A `tsvector` per document behind a GIN index, for PostgreSQL. The words are those of [SearchTokens], not PostgreSQL's:
/// its parser would take `cart.(*Store).Put` for other things than a Go programmer does.
final class TokenVector implements TextIndex {
    private final EntityManager entities;
    private final JdbcTemplate jdbc;

    TokenVector(EntityManager entities, JdbcTemplate jdbc) {
        this.entities = entities;
        this.jdbc = jdbc;
    }

    @Override
    public void put(Collection<Document> documents) {
        jdbc.batchUpdate("insert into search_document (id, issue_id, tokens) values (?, ?, cast(? as tsvector))",
                documents.stream().map(document -> Upserts.row(document.id(), document.issue(), document.tokens()
                        .stream().sorted().map(TokenVector::quoted).collect(Collectors.joining(" ")))).toList());
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

    @Override
    public String newest() {
        return "i.id desc";
    }
}
