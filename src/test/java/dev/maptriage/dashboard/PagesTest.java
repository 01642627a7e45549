package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> ${7*7} [[${7*7}]]";

    record Page(String template, Map<String, Object> model) {
        String render() {
            return Rendering.render(template, model);
        }

        @Override
        public String toString() {
            return template;
        }
    }

    static Stream<Page> pages() {
        PageSamples samples = new PageSamples(HOSTILE);
        Map<String, Object> incident = new HashMap<>();
        incident.put("view", IncidentViews.of(Samples.facts(Samples.readWrite(3)),
                Rendering.lines(Samples.text(3) + HOSTILE), null, null, Rendering.words()));
        incident.put("related", samples.related());
        return Stream.of(new Page("overview", samples.overview()), new Page("overview", samples.emptyOverview()),
                new Page("issues/list", samples.issues()), new Page("issues/issue", samples.issuePage()),
                new Page("incidents/incident", incident), new Page("upload", samples.upload()),
                new Page("deliveries/list", samples.deliveries()),
                new Page("deliveries/list", samples.noDeliveries()),
                new Page("deliveries/delivery", samples.delivery()),
                new Page("login", Map.of()), new Page("error", Map.of("status", 500)),
                new Page("error/404", Map.of("status", 404)), new Page("error/403", Map.of("status", 403)),
                new Page("error/413", Map.of("status", 413)), new Page("error/4xx", Map.of("status", 400)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aHostileTextStaysText(Page page) {
        String html = page.render();
        assertThat(html).doesNotContain("<script>", "<img", "onerror=alert(1)> 49", "[[49]]");
        if (html.contains("alert(1)")) {
            assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageHasLanguageTitleAndOneHeading(Page page) {
        String html = page.render();
        assertThat(html).startsWithIgnoringCase("<!doctype html>").contains("<html lang=\"en\">",
                "· maptriage</title>");
        assertThat(count("<h1", html)).isEqualTo(1);
        assertThat(count("<main", html)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noIdStandsTwice(Page page) {
        Matcher ids = Pattern.compile("\\sid=\"([^\"]+)\"").matcher(page.render());
        Map<String, Integer> seen = new HashMap<>();
        while (ids.find()) {
            seen.merge(ids.group(1), 1, Integer::sum);
        }
        assertThat(seen.values()).containsOnly(1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noTemplateLanguageAndNoMissingWordIsLeft(Page page) {
        assertThat(page.render()).doesNotContain("th:", "??", "dev.maptriage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nil map write", "Concurrent write", "Growth contention", "Other"})
    void everyCategoryIsAWordAndAShape(String word) {
        String html = Rendering.render("issues/list", new PageSamples("x").issues());
        assertThat(html).containsPattern("aria-label=\"" + word + "\"><title>" + word + "</title><use href=\"#m-");
    }

    @Test
    void theChartIsAlsoATable() {
        String html = Rendering.render("overview", new PageSamples("x").overview());
        assertThat(html).contains("<th scope=\"row\">20 Nov</th><td>2</td><td>1</td><td>2</td><td>1</td>");
    }

    @Test
    void anEmptyServiceTeachesHowToFillIt() {
        String html = Rendering.render("overview", new PageSamples("x").emptyOverview());
        assertThat(count("curl --data-binary", html)).isEqualTo(3);
    }

    private static int count(String part, String html) {
        return (html.length() - html.replace(part, "").length()) / part.length();
    }
}
