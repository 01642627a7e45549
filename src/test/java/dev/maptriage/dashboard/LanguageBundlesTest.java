package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each bundle says the same in both languages.
class LanguageBundlesTest {
    private static final Path ROOT = Path.of("src/main/resources");
    private static final String CHINESE = "_zh_CN";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    /// Two words of English one after the other, outside of what is Go's or a program's own.
    private static final Pattern ENGLISH = Pattern.compile("\\b[a-z]{3,} [a-z]{3,}\\b");
    /// Words that are the same in every language: names, commands, keys, forms of figures.
    private static final Pattern UNIVERSAL = Pattern.compile("title\\.page|app\\.name|keys\\.key\\..*|source\\..*"
            + "|labs\\.tool\\..*|labs\\.choice\\..*|labs\\.way\\..*|labs\\.head\\.p\\d\\d|labs\\.unit\\..*|labs\\.go"
            + "|labs\\.command|labs\\.convoy\\.presized|labs\\.field\\.(goVersion|goroutines)|issues\\.syntax\\.[a-z]+"
            + "|issues\\.export\\..*|searches\\.x|empty\\.curl|deliveries\\.empty\\.curl|settings\\.owners\\.example|upload\\.placeholder"
            + "|problem\\.not-reproducible|player\\.fact\\.(go|map)|player\\.who|player\\.growth-left|player\\.map"
            + "|player\\.goroutine|player\\.outcome\\.PANIC|player\\.end\\.PANIC|player\\.below-one-percent|fact\\.map"
            + "|goroutine\\.names?|group\\.count|trace\\.find\\.count|trace\\.gap\\.with|history\\.itself|issue\\.sarif"
            + "|verdict\\.goroutine|notify\\.status|notify\\.channel\\.SLACK|language\\..*|labs\\.verdict\\.PANICS"
            + "|markdown\\..*|history\\.CHANGED|player\\.detail\\.value|player\\.state\\.and|labs\\.race\\.measured\\.race|chart\\..*|heat\\.cell");

    static Stream<String> bundles() throws IOException {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".properties") && !name.contains("_"))
                    .map(name -> name.substring(0, name.length() - ".properties".length())).sorted().toList().stream();
        }
    }

    @Test
    void thereAreBundles() throws IOException {
        assertThat(bundles()).contains("diagnosis", "messages", "notes", "pages");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noKeyIsMissingAndNoneIsLeftOver(String bundle) throws IOException {
        assertThat(read(bundle + CHINESE).keySet()).isEqualTo(read(bundle).keySet());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bothTakeTheSameArguments(String bundle) throws IOException {
        Map<String, String> english = read(bundle);
        read(bundle + CHINESE).forEach((key, words) -> {
            if (english.containsKey(key)) {
                assertThat(arguments(words)).as(key).isEqualTo(arguments(english.get(key)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everythingIsTranslated(String bundle) throws IOException {
        Set<String> untranslated = new TreeSet<>();
        read(bundle + CHINESE).forEach((key, words) -> {
            if (!UNIVERSAL.matcher(key).matches() && !HAN.matcher(words).find()) {
                untranslated.add(key + "=" + words);
            }
        });
        assertThat(untranslated).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noSentenceIsHalfEnglish(String bundle) throws IOException {
        Set<String> mixed = new TreeSet<>();
        read(bundle + CHINESE).forEach((key, words) -> {
            String bare = words.replaceAll("“[^”]*”", "").replaceAll("go (vet|run|test)|staticcheck|nil map", "")
                    .replaceAll("issues\\.syntax.*", "");
            if (!UNIVERSAL.matcher(key).matches() && !key.startsWith("issues.s") && ENGLISH.matcher(bare).find()) {
                mixed.add(key + "=" + words);
            }
        });
        assertThat(mixed).isEmpty();
    }

    /// Sentences whose arguments are pieces with links are no message formats.
    @ParameterizedTest
    @MethodSource("bundles")
    void everyMessageIsReadable(String bundle) throws IOException {
        for (String language : new String[]{"", CHINESE}) {
            read(bundle + language).forEach((key, words) -> {
                if (!key.startsWith("story.") && PLACEHOLDER.matcher(words).find()) {
                    assertThat(new MessageFormat(words, Locale.ENGLISH).format(new Object[]{3, 3, 3, 3, 3, 3, 3}))
                            .as(key).doesNotContain("{");
                }
            });
        }
    }

    private static Set<String> arguments(String words) {
        return PLACEHOLDER.matcher(words).results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> read(String bundle) throws IOException {
        Properties words = new Properties();
        try (Reader reader = Files.newBufferedReader(ROOT.resolve(bundle + ".properties"))) {
            words.load(reader);
        }
        Map<String, String> sorted = new TreeMap<>();
        words.stringPropertyNames().forEach(key -> sorted.put(key, words.getProperty(key)));
        return sorted;
    }
}
