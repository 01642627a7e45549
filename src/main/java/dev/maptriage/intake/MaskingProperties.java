package dev.maptriage.intake;

import dev.maptriage.masking.MaskingRules;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What is masked before anything is stored.
///
/// @param enabled  whether anything is
/// @param ips      whether IP addresses are, too
/// @param patterns RE2 expressions of one's own
@ConfigurationProperties("maptriage.masking")
record MaskingProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean ips,
        @DefaultValue List<String> patterns) {

    MaskingRules rules() {
        return new MaskingRules(enabled, ips, patterns);
    }
}
