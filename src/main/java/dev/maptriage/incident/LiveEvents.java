package dev.maptriage.incident;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/// Tells the pages that are open what has just happened, on every instance that shares the database.
///
/// An event is a row of the transaction that caused it, so nobody hears of what was rolled back, and nobody hears before it
/// can be read. It says what changed and not all about it: whoever wants more reads the thing itself.
@Component
public class LiveEvents {
    private static final int MAX_BODY = 4_000;

    private final LiveEventTable table;
    private final LiveEventTail tail;
    private final JsonMapper json;
    private final Clock clock;

    LiveEvents(LiveEventTable table, LiveEventTail tail, JsonMapper json, Clock clock) {
        this.table = table;
        this.tail = tail;
        this.json = json;
        this.clock = clock;
    }

    /// What an event is about.
    public enum Type {
        /** A stored incident. */
        INCIDENT,
        /** An issue that is new or has changed. */
        ISSUE,
        /** A simulation that has begun, got on, or ended. */
        SIMULATION;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Announces something with the transaction that is going on.
    ///
    /// @param facts a few members beside `type` and `id`; null values are left in
    /// @throws IllegalStateException without a transaction
    public void publish(Type type, UUID id, Map<String, ?> facts) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalStateException("an event belongs to a transaction");
        }
        pending().add(new LiveEventTable.Row(type.word(), id, body(type, id, facts), Columns.now(clock)));
    }

    /// The events of the transaction that is going on, which are written together at its end.
    private List<LiveEventTable.Row> pending() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Pending known) {
            return known.rows;
        }
        Pending fresh = new Pending(new ArrayList<>());
        TransactionSynchronizationManager.bindResource(this, fresh);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            // As late as possible: the shorter a number is taken and not yet visible, the less others wait for it.
            @Override
            public void beforeCommit(boolean readOnly) {
                table.append(fresh.rows);
            }

            @Override
            public void afterCommit() {
                tail.wake();
            }

            // A transaction that is interrupted by another one keeps its own.
            @Override
            public void suspend() {
                TransactionSynchronizationManager.unbindResource(LiveEvents.this);
            }

            @Override
            public void resume() {
                TransactionSynchronizationManager.bindResource(LiveEvents.this, fresh);
            }

            @Override
            public void afterCompletion(int status) {
                TransactionSynchronizationManager.unbindResourceIfPossible(LiveEvents.this);
            }
        });
        return fresh.rows;
    }

    private record Pending(List<LiveEventTable.Row> rows) {}

    private String body(Type type, UUID id, Map<String, ?> facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", type.word());
        all.put("id", id);
        all.putAll(facts);
        String body = json.writeValueAsString(all);
        return body.length() <= MAX_BODY ? body : json.writeValueAsString(Map.of("type", type.word(), "id", id));
    }
}
