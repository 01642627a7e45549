package dev.maptriage.intake;

import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// What an access token opens.
enum Scope {
    INGEST,
    READ,
    TRIAGE,
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
