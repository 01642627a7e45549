package dev.maptriage.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What documents name exists: types, paths, links and their anchors. Prose rots faster than code.
class DocumentsTest {
    /// `TraceText`, `Goroutine.calls()`, `TraceText.line`; a single word alone may be anything.
    private static final Pattern TYPE = Pattern
            .compile("([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+|[A-Z][a-z0-9]+(?=\\.))(?:\\.[a-z]\\w*(?:\\(\\))?)?");
    private static final Pattern DECLARED = Pattern
            .compile("\\b(?:class|interface|record|enum|@interface) ([A-Z]\\w*)");
    private static final Pattern PATH = Pattern.compile("\\.?[\\w.-]+(?:/[\\w.{}<>-]+)*/?");
    /// Parts of this repository that a path in a document begins with.
    private static final Set<String> TOP = Set.of("src", "docs", "frontend-templates", "sample-traces", ".ci");
    /// Types of the JDK and of Spring, functions of Go's runtime.
    private static final Set<String> FOREIGN = Set.of("BeanPostProcessor", "OutOfMemoryError", "NewEmptyMap", "NewMap");

    static List<Document> documents() {
        return Document.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namesTypesThatExist(Document document) throws IOException {
        Set<String> declared = declared();
        List<String> named = document.code().stream().map(TYPE::matcher).filter(m -> m.matches()).map(m -> m.group(1))
                .filter(name -> !FOREIGN.contains(name)).toList();
        assertThat(declared).as(document.path().toString()).containsAll(named);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void namesPathsThatExist(Document document) {
        List<String> paths = document.code().stream().filter(code -> PATH.matcher(code).matches())
                .filter(code -> TOP.contains(code.split("/", 2)[0]) && code.contains("/"))
                .map(code -> code.replaceFirst("/[^/]*[{<].*", "")).toList();
        assertThat(paths).as(document.path().toString()).allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksToWhatExists(Document document) {
        for (String link : document.links()) {
            if (link.contains("://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path parent = document.path().getParent();
            Path target = parts[0].isEmpty()
                    ? document.path()
                    : parent == null ? Path.of(parts[0]) : parent.resolve(parts[0]).normalize();
            assertThat(target).as("%s in %s", link, document.path()).exists();
            if (parts.length > 1) {
                assertThat(Document.read(target.toString()).anchors()).as(link).contains(parts[1]);
            }
        }
    }

    @Test
    void finishedDecisionsAreListed() throws IOException {
        Document list = Document.read("docs/decisions/README.md");
        try (Stream<Path> records = Files.list(Path.of("docs/decisions"))) {
            Set<String> names = records.map(path -> path.getFileName().toString()).filter(n -> n.matches("\\d{4}-.*"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(list.links()).containsExactlyElementsOf(names);
        }
    }

    private static Set<String> declared() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            Set<String> names = new TreeSet<>();
            for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                DECLARED.matcher(Files.readString(source)).results().forEach(m -> names.add(m.group(1)));
            }
            return names;
        }
    }
}
