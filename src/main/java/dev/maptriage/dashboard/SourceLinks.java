package dev.maptriage.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/// Leads from a frame to its source, by templates that the operator sets per module or directory. The longest prefix that fits
/// wins.
///
/// ```text
/// example.com/shop   https://github.com/acme/shop/blob/{release}/{path}#L{line}
/// /build/tools/      https://git.example.com/tools/src/{release}/{path}#L{line}
/// ```
///
/// A module is compared with the frame's package, so it does not matter where the program was built; a directory with the file
/// as printed, which is the only way for package `main`. Everything that comes out of a text is escaped, and what would lead out
/// of the tree is no link.
final class SourceLinks {
    static final SourceLinks NONE = new SourceLinks(List.of());
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern VERSION = Pattern.compile("@(v[^/@]+)/");
    private static final Pattern PSEUDO = Pattern.compile("v\\d.*-\\d{14}-([0-9a-f]{12})");

    private final List<SourceProperties.Rule> rules;

    SourceLinks(List<SourceProperties.Rule> rules) {
        this.rules = rules.stream().sorted(
                Comparator.comparingInt((SourceProperties.Rule rule) -> rule.prefix().length()).reversed()).toList();
    }

    /// Where a line of code is to be read; null when no template knows, or when it asks for what is not known.
    ///
    /// @param function with its package, as printed
    /// @param file     as printed
    /// @param labels   of the crash: `release` and `service`
    @Nullable
    String href(String function, @Nullable String file, @Nullable Integer line, Map<String, String> labels) {
        if (file == null) {
            return null;
        }
        String plain = file.replace('\\', '/');
        return rules.stream().map(rule -> href(rule, function, plain, line, labels)).filter(Objects::nonNull)
                .findFirst().orElse(null);
    }

    private static @Nullable String href(SourceProperties.Rule rule, String function, String file,
            @Nullable Integer line, Map<String, String> labels) {
        String service = rule.service();
        String path = path(rule.prefix(), function, file);
        if (path == null || (service != null && !service.equals(labels.get("service")))) {
            return null;
        }
        Map<String, String> values = new HashMap<>(labels);
        values.put("path", path);
        Matcher version = VERSION.matcher(file);
        String release = version.find() ? commit(version.group(1)) : labels.get("release");
        if (release != null) {
            values.put("version", release);
        }
        if (line != null) {
            values.put("line", line.toString());
        }
        return fill(line == null ? rule.template().replaceFirst("#.*", "") : rule.template(), values);
    }

    /// The file within the tree of a rule; null when it lies elsewhere.
    private static @Nullable String path(String prefix, String function, String file) {
        String rest = below(prefix, file);
        if (rest != null) {
            // Programs built with -trimpath print module@version/path.
            return rest.startsWith("@") ? rest.substring(rest.indexOf('/') + 1) : rest;
        }
        String directory = below(prefix, packageOf(function, file));
        String name = file.substring(file.lastIndexOf('/') + 1);
        return directory == null ? null : directory.isEmpty() ? name : directory + "/" + name;
    }

    private static @Nullable String below(String prefix, String name) {
        String tree = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (!name.startsWith(tree)) {
            return null;
        }
        String rest = name.substring(tree.length());
        return rest.isEmpty() || rest.startsWith("@") ? rest : rest.startsWith("/") ? rest.substring(1) : null;
    }

    /// The directory of a function's package within its module; tests outside of a package lie beside it.
    private static String packageOf(String function, String file) {
        int arguments = function.indexOf('[');
        int slash = function.lastIndexOf('/', (arguments < 0 ? function.length() : arguments) - 1);
        int dot = function.indexOf('.', slash + 1);
        String name = (dot < 0 ? function : function.substring(0, dot)).replace("%2e", ".");
        return name.endsWith("_test") && file.endsWith("_test.go")
                ? name.substring(0, name.length() - "_test".length())
                : name;
    }

    /// What a version is called in the repository: its tag, or the commit that it was made of.
    private static String commit(String version) {
        Matcher pseudo = PSEUDO.matcher(version);
        return pseudo.matches() ? pseudo.group(1) : version.replaceFirst("\\+incompatible$", "");
    }

    private static @Nullable String fill(String template, Map<String, String> values) {
        StringBuilder link = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            String value = values.get(placeholder.group(1));
            String escaped = value == null ? null : escape(value);
            if (escaped == null) {
                return null;
            }
            placeholder.appendReplacement(link, Matcher.quoteReplacement(escaped));
        }
        return placeholder.appendTail(link).toString();
    }

    /// Slashes stay, as in paths and in names of branches; an element that would lead upwards makes no link.
    private static @Nullable String escape(String value) {
        String[] elements = value.split("/", -1);
        boolean strange = Arrays.stream(elements).anyMatch(e -> e.isEmpty() || e.equals(".") || e.equals(".."));
        return strange
                ? null
                : Arrays.stream(elements).map(element -> UriUtils.encode(element, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("/"));
    }
}
