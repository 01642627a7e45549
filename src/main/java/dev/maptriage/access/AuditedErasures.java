package dev.maptriage.access;

import dev.maptriage.access.AuditEntry.Action;
import dev.maptriage.incident.IncidentsErased;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Keeps what was erased, by whom, and how much it was.
@Component
class AuditedErasures {
    private final AuditLog audit;

    AuditedErasures(AuditLog audit) {
        this.audit = audit;
    }

    @EventListener
    void erased(IncidentsErased event) {
        switch (event.stage()) {
            case STARTED -> audit.add(Action.ERASURE_STARTED, event.criteria());
            case DONE -> audit.add(Action.ERASED, event.actor(), said(event));
            case EXPIRED -> audit.add(Action.EXPIRED, event.actor(), said(event));
        }
    }

    private static String said(IncidentsErased event) {
        return event.criteria() + " incidents=" + event.incidents();
    }
}
