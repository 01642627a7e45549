package dev.maptriage.masking;

import java.util.List;

/// What to mask.
///
/// @param enabled  whether anything is masked at all
/// @param ips      whether IP addresses are, too
/// @param patterns RE2 expressions of one's own; what they match is masked, or their first group where they have one
public record MaskingRules(boolean enabled, boolean ips, List<String> patterns) {

    public static final MaskingRules DEFAULT = new MaskingRules(true, false, List.of());

    public MaskingRules {
        patterns = List.copyOf(patterns);
    }
}
