package dev.maptriage.incident;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param subscribers how many may listen to one instance at once
@ConfigurationProperties("maptriage.live")
record LiveEventProperties(@DefaultValue("200") int subscribers) {}
