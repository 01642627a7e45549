package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attoparser.config.ParseConfiguration;
import org.attoparser.simple.AbstractSimpleMarkupHandler;
import org.attoparser.simple.SimpleMarkupParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the Content-Security-Policy would refuse, what would let a trace become markup, and what could not be
/// translated must not be in a template.
class TemplateHygieneTest {
    private static final Path ROOT = Path.of("frontend-templates");
    private static final Pattern KEY = Pattern.compile("#\\{([a-z0-9.A-Z_-]+)[(}]");
    private static final Pattern EXPRESSION = Pattern.compile("[#$@~]\\{[^{}]*(\\{[^{}]*}[^{}]*)*}");
    private static final Set<String> SPOKEN = Set.of("title", "placeholder", "aria-label", "alt", "value", "label");
    private static final Set<String> SPOKEN_BY_RULE = Set.of("th:text", "th:title", "th:placeholder", "th:aria-label",
            "th:alt", "th:label");

    static Stream<Path> templates() throws IOException {
        return files(".html");
    }

    private static Stream<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void keepsScriptsStylesAndForeignHostsOut(Path template) throws Exception {
        assertThat(faults(Files.readString(template))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p th:utext=\"${x}\"></p>", "<p onclick=\"x()\"></p>", "<p style=\"color:red\"></p>",
        "<p th:style=\"${x}\"></p>", "<script>x()</script>", "<style>p{}</style>", "<p>[(${x})]</p>",
        "<img src=\"https://cdn.example.com/x.png\">", "<script src=\"//cdn.example.com/x.js\"></script>",
        "<p>PageWords</p>", "<input placeholder=\"PageWords\">", "<p th:text=\"'PageWords'\"></p>",
        "<p th:text=\"|PageWords ${x}|\"></p>", "<a href=\"javascript:x()\"></a>"})
    void findsEachFault(String markup) throws Exception {
        assertThat(faults(markup)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p th:text=\"#{a.b}\">Prototype</p>", "<p th:text=\"|[${x}]|\"></p>",
        "<p th:text=\"${a} ? #{b} : #{c(${d.e()})}\"></p>", "<p th:title=\"${x}\" class=\"x\"></p>"})
    void letsCleanMarkupPass(String markup) throws Exception {
        assertThat(faults(markup)).isEmpty();
    }

    @Test
    void styleSheetsAndScriptsNameNoForeignHost() throws Exception {
        for (Path file : Stream.concat(files(".css"), files(".js")).toList()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("http://", "https://", "url(//",
                    "@import", "eval(", "innerHTML", "insertAdjacentHTML", "document.write");
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyWordIsInTheBundle(Path template) throws Exception {
        Properties words = words();
        Matcher keys = KEY.matcher(Files.readString(template));
        while (keys.find()) {
            assertThat(words).as("key in %s", template).containsKey(keys.group(1));
        }
    }

    private static Properties words() throws IOException {
        Properties words = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/pages.properties"))) {
            words.load(reader);
        }
        return words;
    }

    private static List<String> faults(String markup) throws Exception {
        Faults faults = new Faults();
        new SimpleMarkupParser(ParseConfiguration.htmlConfiguration()).parse(markup, faults);
        return faults.found;
    }

    /// Walks the elements of a template.
    private static final class Faults extends AbstractSimpleMarkupHandler {
        final List<String> found = new ArrayList<>();
        /// Whether each open element's content is replaced by an expression.
        private final Deque<Boolean> replaced = new ArrayDeque<>();

        @Override
        public void handleStandaloneElement(String name, @Nullable Map<String, String> attributes, boolean minimized,
                int line, int col) {
            check(name, attributes, line);
        }

        @Override
        public void handleOpenElement(String name, @Nullable Map<String, String> attributes, int line, int col) {
            check(name, attributes, line);
            replaced.push(attributes != null && attributes.containsKey("th:text"));
        }

        @Override
        public void handleCloseElement(String name, int line, int col) {
            replaced.pop();
        }

        @Override
        public void handleText(char[] buffer, int offset, int len, int line, int col) {
            String text = new String(buffer, offset, len);
            if (!text.isBlank() && !replaced.contains(true)) {
                found.add("line " + line + ": words outside a bundle: " + text.strip());
            }
            if (text.contains("[(")) {
                found.add("line " + line + ": unescaped text");
            }
        }

        private void check(String name, @Nullable Map<String, String> attributes, int line) {
            Map<String, String> all = attributes == null ? Map.of() : attributes;
            String element = name.toLowerCase(Locale.ROOT);
            if (element.equals("style") || (element.equals("script") && !all.containsKey("th:src"))) {
                found.add("line " + line + ": inline " + element);
            }
            all.forEach((attribute, value) -> check(attribute.toLowerCase(Locale.ROOT), value == null ? "" : value,
                    line));
        }

        private void check(String attribute, String value, int line) {
            String plain = attribute.replaceFirst("^(th:|data-th-)", "");
            if (plain.equals("utext") || plain.equals("style") || plain.equals("styleappend")
                    || plain.startsWith("on")) {
                found.add("line " + line + ": attribute " + attribute);
            }
            boolean namespace = attribute.startsWith("xmlns");
            if (!namespace && (value.contains("//") || value.toLowerCase(Locale.ROOT).startsWith("javascript:"))) {
                found.add("line " + line + ": foreign address " + value);
            }
            if (SPOKEN.contains(attribute) && !value.isBlank()) {
                found.add("line " + line + ": words outside a bundle: " + value);
            }
            if (SPOKEN_BY_RULE.contains(attribute) && speaks(value)) {
                found.add("line " + line + ": words in an expression: " + value);
            }
        }

        /// Whether quotes or bars hold letters of their own.
        private static boolean speaks(String expression) {
            String rest = EXPRESSION.matcher(expression).replaceAll("");
            return Pattern.compile("'[^']*\\p{L}[^']*'|\\|[^|]*\\p{L}[^|]*\\|").matcher(rest).find();
        }
    }
}
