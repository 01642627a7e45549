package dev.maptriage.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The README's table of what is recognised follows the rules that there are.
class ReadmeRulesTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);
    private static final Pattern KIND = Pattern.compile("`([A-Z_]{4,})`");

    @Test
    void rulesStandInTheOrderInWhichTheyAreAsked() throws IOException {
        List<String> shown = ROW.matcher(section()).results().map(m -> m.group(1)).toList();
        List<String> asked = Stream.concat(RuleBook.RULES.stream().map(Rule::id), Stream.of(RaceRule.ID)).toList();
        assertThat(shown).isEqualTo(asked);
    }

    @Test
    void kindsAreSpelledAsInAnswersAndMapFailuresAreComplete() throws IOException {
        List<String> shown = KIND.matcher(section()).results().map(m -> m.group(1)).distinct().toList();
        List<String> known = Stream.concat(Arrays.stream(Kind.values()).map(Kind::name),
                Arrays.stream(Category.values()).map(Category::name)).toList();
        List<String> mapFailures = Arrays.stream(Kind.values()).filter(kind -> kind.category().isMapFailure())
                .map(Kind::name).toList();
        assertThat(known).containsAll(shown);
        assertThat(shown).containsAll(mapFailures);
    }

    private static String section() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("## What it recognises");
        assertThat(start).isPositive();
        return readme.substring(start, readme.indexOf("\n## ", start + 1));
    }
}
