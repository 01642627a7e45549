package dev.maptriage.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How often somebody may come. A service that is open to its machine alone asks nobody.
///
/// @param perToken           requests in a minute with one token; 0 for any number
/// @param perAddress         requests in a minute from one address; 0 for any number
/// @param failuresPerAddress wrong tokens in a minute from one address; 0 for any number
/// @param remembered         how many tokens and how many addresses are counted at once
@ConfigurationProperties("maptriage.rate-limits")
record RateProperties(@DefaultValue("60000") int perToken, @DefaultValue("60000") int perAddress,
        @DefaultValue("60") int failuresPerAddress, @DefaultValue("100000") int remembered) {}
