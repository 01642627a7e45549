package dev.maptriage.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Markdown file of this repository, taken apart as far as the tests need it.
///
/// @param path   from the root of the repository
/// @param lines  all lines
/// @param fences blocks between lines of three backticks, in order
record Document(Path path, List<String> lines, List<Fence> fences) {
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    /// A fenced block.
    ///
    /// @param line     number of its first backticks
    /// @param lastLine number of its last backticks
    /// @param language what stands behind the first backticks
    /// @param text     its lines, without indentation of the fence
    record Fence(int line, int lastLine, String language, String text) {}

    static Document read(String path) {
        try {
            List<String> lines = Files.readAllLines(Path.of(path));
            return new Document(Path.of(path), lines, fences(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every document that people write.
    static List<Document> all() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            Stream<String> top = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md");
            return Stream.concat(top, docs.map(Path::toString).filter(f -> f.endsWith(".md")).sorted())
                    .map(Document::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Fence> fences(List<String> lines) {
        List<Fence> fences = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith("```")) {
                continue;
            }
            if (open < 0) {
                open = i;
                continue;
            }
            int indent = lines.get(open).indexOf('`');
            String text = String.join("\n", lines.subList(open + 1, i).stream()
                    .map(line -> line.substring(Math.min(indent, line.length()))).toList());
            fences.add(new Fence(open + 1, i + 1, lines.get(open).strip().substring(3), text));
            open = -1;
        }
        return fences;
    }

    /// The text without fenced blocks, line breaks kept.
    String prose() {
        List<String> prose = new ArrayList<>();
        for (int i = 1; i <= lines.size(); i++) {
            int line = i;
            boolean fenced = fences.stream().anyMatch(f -> f.line() <= line && line <= f.lastLine());
            prose.add(fenced ? "" : lines.get(i - 1));
        }
        return String.join("\n", prose);
    }

    /// What stands between single backticks.
    List<String> code() {
        return CODE.matcher(prose()).results().map(result -> result.group(1)).toList();
    }

    /// Targets of links.
    List<String> links() {
        return LINK.matcher(prose()).results().map(result -> result.group(1)).toList();
    }

    /// Anchors of its headings, as they are made of their words.
    List<String> anchors() {
        return prose().lines().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    /// The cells of the table rows below a heading, without the table's head; backticks are taken off.
    List<List<String>> table(String heading) {
        List<String> below = lines.stream().dropWhile(Predicate.not(heading::equals)).skip(1)
                .takeWhile(line -> !line.startsWith("#")).filter(line -> line.startsWith("|")).toList();
        return below.stream().skip(2).map(Document::cells).toList();
    }

    private static List<String> cells(String row) {
        String[] cells = row.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1);
        return Stream.of(cells).map(cell -> cell.strip().replace("`", "")).toList();
    }

    /// The block right behind another one that shows what it answers; null when none does.
    @Nullable
    Fence answerOf(Fence example) {
        int next = fences.indexOf(example) + 1;
        if (next >= fences.size()) {
            return null;
        }
        Fence answer = fences.get(next);
        boolean near = answer.line() - example.lastLine() <= 4;
        return near && (answer.language().equals("json") || answer.language().equals("text")) ? answer : null;
    }

    /// All matches of a pattern in the prose.
    List<MatchResult> find(Pattern pattern) {
        return pattern.matcher(prose()).results().toList();
    }
}
