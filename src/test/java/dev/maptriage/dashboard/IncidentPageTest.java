package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.LineRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncidentPageTest {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private static String page(int others, @Nullable LineRange asked) {
        return Rendering.render("incidents/incident", Map.of("view", view(others, asked)));
    }

    private static IncidentView view(int others, @Nullable LineRange asked) {
        return IncidentViews.of(Samples.facts(Samples.readWrite(others)), Rendering.lines(Samples.text(others)), asked,
                null, Rendering.words());
    }

    private static String text(String html) {
        return TAG.matcher(html).replaceAll(" ").replaceAll("\\s+", " ");
    }

    @Test
    void theVerdictComesFirst() {
        String text = text(page(40, null));
        assertThat(text).containsSubsequence("Concurrent write", "concurrent map read and map write", "Confidence",
                "99%", "1.24 or newer", "Swiss table", "cart", "v1.8.2", "Diagnosed in", "4.1 ms", "3 minutes ago",
                "goroutine 18 read a map[string]… in cart.(*Store).Get", "Failed here", "Suspect", "The fix",
                "The text");
    }

    @Test
    void everyLinkIntoTheTextFindsItsLine() {
        String page = page(40, null);
        Matcher links = Pattern.compile("href=\"#([Le]\\d+|party-\\d+)\"").matcher(page);
        int found = 0;
        while (links.find()) {
            assertThat(page).contains("id=\"" + links.group(1) + "\"");
            found++;
        }
        assertThat(found).isGreaterThan(20);
    }

    @Test
    void evidenceIsMarkedInTheMargin() {
        assertThat(page(40, null)).contains(
                "<p id=\"L1\" class=\"h e\"><a href=\"#L1\">1</a><span class=\"ms\"><a href=\"#e1\" "
                        + "title=\"the runtime&#39;s own message\">1</a></span>fatal error");
    }

    @Test
    void equalGoroutinesAreFolded() {
        assertThat(page(40, null)).contains(
                "<details><summary>+ 39 goroutines like goroutine 100: pool.(*Pool).work</summary><p id=\"L23\" class=\"h\">");
    }

    @Test
    void aDumpOfTenThousandGoroutinesOpensBelowAHundredKilobytes() throws IOException {
        String page = page(10_000, null);
        long style = Files.size(Path.of("frontend-templates/static/css/app.css"));
        assertThat(page.getBytes(StandardCharsets.UTF_8).length + style).isLessThan(100_000);
        assertThat(page).contains("+ 9,999 goroutines like goroutine 100: pool.(*Pool).work", "39,995 lines not shown",
                "href=\"?lines=23-222#L23\"").doesNotContain("id=\"L23\"");
    }

    @Test
    void aTextOfLongLinesStaysBelowAHundredKilobytes() {
        String text = Samples.text(0) + ("x".repeat(5_000) + "\n").repeat(900);
        IncidentView view = IncidentViews.of(Samples.facts(Samples.readWrite(0)), Rendering.lines(text), null, null,
                Rendering.words());
        String page = Rendering.render("incidents/incident", Map.of("view", view));
        assertThat(page.length()).isLessThan(80_000);
        assertThat(page).contains("… 4,000 more characters", "lines not shown");
    }

    @Test
    void linesThatWereAskedForAreOnThePage() {
        String page = page(10_000, new LineRange(30_000, 30_009));
        assertThat(page).contains("id=\"L30000\"", "id=\"L30009\"", "id=\"L1\"").doesNotContain("id=\"L30010\"",
                "id=\"L29999\"");
    }

    @Test
    void aClaimOutsideThePageLinksToThePageThatShowsIt() {
        TracePaneBuilder builder = new TracePaneBuilder(Samples.readWrite(10_000),
                Rendering.lines(Samples.text(10_000)), null, Rendering.words());
        assertThat(builder.href(8)).isEqualTo("#L8");
        assertThat(builder.href(30_000)).isEqualTo("?lines=29980-30180#L30000");
        assertThat(builder.href(0)).isNull();
        assertThat(builder.href(40_018)).isNull();
    }

    @Test
    void theMarkupOfATraceIsText() {
        String hostile = """
                fatal error: <script>alert(1)</script>

                goroutine 1 ["><img src=x onerror=alert(1)>]:
                [[${7*7}]] [(${7*7})] __${7*7}__ <!-- </pre> &lt;
                """;
        IncidentView view = IncidentViews.of(Samples.facts(Samples.readWrite(0)), Rendering.lines(hostile), null, null,
                Rendering.words());
        String page = Rendering.render("incidents/incident", Map.of("view", view));
        assertThat(page).doesNotContain("<script>", "<img", "<!--").contains("&lt;script&gt;alert(1)",
                "[[${7*7}]] [(${7*7})] __${7*7}__", "&amp;lt;");
    }
}
