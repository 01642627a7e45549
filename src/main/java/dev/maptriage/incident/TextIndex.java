package dev.maptriage.incident;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Looks words up in search documents, in the way the database at hand does it best.
interface TextIndex {

    /// A word of a query.
    ///
    /// @param prefix whether it may be the beginning of a longer one
    record Word(String token, boolean prefix) {}

    /// A document and the issue it belongs to.
    record Hit(String document, UUID issue) {}

    /// What is to be found by words, once for all incidents that are found by the same ones.
    record Document(String id, UUID issue, Set<String> tokens) {}

    /// Writes documents that are not there, of issues that are.
    void put(Collection<Document> documents);

    /// Documents that hold all words, or fewer than all of these documents when there are more than `limit` hits: then the
    /// list is longer than `limit`.
    List<Hit> find(List<Word> words, int limit);

    /// A condition that holds where a document holds all words.
    ///
    /// @param document SQL of its id
    String holds(String document, List<Word> words, Sql sql);

    /// Part of a `from` clause that makes the database walk along an index; empty where it decides well by itself.
    String along(String index);

    /// Columns that sort incidents, `i` in the statement, newest first, as the index `incident_newest` is sorted.
    String newest();
}
