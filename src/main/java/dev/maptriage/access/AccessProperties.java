package dev.maptriage.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Who may come in.
///
/// @param adminToken   first token, with scope admin; without any token the service is open and bound to loopback
/// @param allowedHosts names, beside localhost, that an open service may be called by, e.g. behind a proxy
@ConfigurationProperties("maptriage")
record AccessProperties(@Nullable String adminToken, @DefaultValue List<String> allowedHosts) {

    @Override
    public String toString() {
        return "AccessProperties[allowedHosts=" + allowedHosts + "]";
    }
}
