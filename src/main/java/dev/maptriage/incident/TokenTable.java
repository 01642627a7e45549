package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/// A row per word and document, for H2. A search begins with the rarest of its words.
final class TokenTable implements TextIndex {
    /// Words more frequent than this are equally frequent.
    private static final int OFTEN = 1_000;

    private final EntityManager entities;
    private final JdbcTemplate jdbc;

    TokenTable(EntityManager entities, JdbcTemplate jdbc) {
        this.entities = entities;
        this.jdbc = jdbc;
    }

    @Override
    public void put(Collection<Document> documents) {
        jdbc.batchUpdate("insert into search_document (id, issue_id) values (?, ?)",
                documents.stream().map(document -> Upserts.row(document.id(), document.issue())).toList());
        jdbc.batchUpdate("insert into search_token (token, document_id) values (?, ?)",
                documents.stream().flatMap(document -> document.tokens().stream().sorted()
                        .map(token -> Upserts.row(token, document.id()))).toList());
    }

    @Override
    public List<Hit> find(List<Word> words, int limit) {
        Word rarest = words.size() == 1
                ? words.getFirst()
                : words.stream().min(Comparator.comparingInt(this::frequency)).orElseThrow();
        Sql sql = new Sql();
        sql.and(is("t.token", rarest, sql));
        List<Word> others = words.stream().filter(word -> !word.equals(rarest)).toList();
        if (!others.isEmpty()) {
            sql.and(holds("t.document_id", others, sql));
        }
        List<Object[]> rows = sql.list(entities,
                // A join would let H2 begin with all documents.
                "select t.document_id, cast((select d.issue_id from search_document d where d.id = t.document_id)"
                        + " as varchar(36)) from search_token t where " + sql.where(),
                Object[].class,
                2 * limit + 1);
        if (rows.size() > 2 * limit) {
            // Words that share a prefix may give a document twice; this many rows are many documents either way.
            return rows.stream().map(TokenTable::hit).toList();
        }
        return List.copyOf(rows.stream().map(TokenTable::hit)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private int frequency(Word word) {
        Sql sql = new Sql();
        sql.and(is("token", word, sql));
        return sql.list(entities, "select token from search_token where " + sql.where(), String.class, OFTEN).size();
    }

    @Override
    public String holds(String document, List<Word> words, Sql sql) {
        return words.stream().map(word -> "exists (select 1 from search_token w where w.document_id = " + document
                + " and " + is("w.token", word, sql) + ")").collect(Collectors.joining(" and "));
    }

    private static String is(String column, Word word, Sql sql) {
        return word.prefix()
                ? column + " >= " + sql.bind(word.token()) + " and " + column + " < "
                        + sql.bind(word.token() + Character.MAX_VALUE)
                : column + " = " + sql.bind(word.token());
    }

    // A UUID in a row of several columns comes as bytes or as itself, depending on the database.
    private static Hit hit(Object[] row) {
        return new Hit((String) row[0], UUID.fromString((String) row[1]));
    }

    @Override
    public String along(String index) {
        return " use index (" + index + ")";
    }

    /// All columns of the index: by fewer H2 walks along the primary key, and reads each row for its document.
    @Override
    public String newest() {
        return "i.id desc, i.document_id";
    }
}
