package dev.maptriage.incident;

import dev.maptriage.incident.IncidentCalendar.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What a transaction is to count in the calendar, however many uploads it stores: written once, at its end.
///
/// @param counted what was counted so far
/// @param write   writes it, within the transaction
record PendingTicks(List<Counted> counted, Consumer<List<Counted>> write) implements TransactionSynchronization {

    /// @param each 1 for what came, -1 for what went
    record Counted(Tick tick, int each) {}

    /// Those of the transaction that is open.
    static PendingTicks ofTransaction(Consumer<List<Counted>> write) {
        return TransactionSynchronizationManager.getSynchronizations().stream().filter(PendingTicks.class::isInstance)
                .map(PendingTicks.class::cast).findFirst().orElseGet(() -> register(write));
    }

    private static PendingTicks register(Consumer<List<Counted>> write) {
        PendingTicks ticks = new PendingTicks(new ArrayList<>(), write);
        TransactionSynchronizationManager.registerSynchronization(ticks);
        return ticks;
    }

    void add(Collection<Tick> ticks, int each) {
        ticks.forEach(tick -> counted.add(new Counted(tick, each)));
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        write.accept(counted);
    }
}
