package dev.maptriage.access;

import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// What an access token opens.
public enum Scope {
    /** Send uploads and deliveries. */
    INGEST,
    /** Read everything but settings. */
    READ,
    /** Read, and decide about issues, incidents and deliveries. */
    TRIAGE,
    /** Everything, settings included. */
    ADMIN;

    /// This scope and those it includes.
    List<GrantedAuthority> authorities() {
        List<Scope> scopes = switch (this) {
            case INGEST, READ -> List.of(this);
            case TRIAGE -> List.of(READ, TRIAGE);
            case ADMIN -> List.of(values());
        };
        return scopes.stream().<GrantedAuthority>map(scope -> new SimpleGrantedAuthority(scope.name())).toList();
    }
}
