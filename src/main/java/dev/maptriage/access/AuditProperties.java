package dev.maptriage.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The log of who did what.
///
/// @param keep how long it goes back
@ConfigurationProperties("maptriage.audit")
record AuditProperties(@DefaultValue("365d") Duration keep) {}
