package dev.maptriage.dashboard;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where source is to be read.
///
/// @param sources a template for each module or directory
@ConfigurationProperties("maptriage")
record SourceProperties(@DefaultValue List<Rule> sources) {

    /// How the source below a prefix is addressed.
    ///
    /// @param prefix   module, e.g. `example.com/shop`, or directory as printed, e.g. `/build/src/`
    /// @param template `https://…` with `{path}`, `{line}`, `{release}`, `{version}` (of the module in the file's name, else the
    ///                 release) and `{service}`
    /// @param service  only crashes of this service; none: of all
    record Rule(String prefix, String template, @Nullable String service) {
        private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w*)}");
        private static final Pattern ADDRESS = Pattern.compile("https://[\\w.:\\[\\]-]+/[^\\s<>\"'\\\\]*");
        private static final Set<String> KNOWN = Set.of("path", "line", "release", "version", "service");

        Rule {
            if (prefix.isBlank()) {
                throw new IllegalArgumentException("maptriage.sources: a prefix is missing for " + template);
            }
            if (!ADDRESS.matcher(template).matches()) {
                throw new IllegalArgumentException(
                        "maptriage.sources: " + template + " is no https address of a host that stands fast");
            }
            Matcher placeholders = PLACEHOLDER.matcher(template);
            while (placeholders.find()) {
                if (!KNOWN.contains(placeholders.group(1))) {
                    throw new IllegalArgumentException("maptriage.sources: " + placeholders.group()
                            + " is none of " + KNOWN.stream().sorted().toList());
                }
            }
        }
    }
}
