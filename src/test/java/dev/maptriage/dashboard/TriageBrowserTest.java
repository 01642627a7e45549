package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.RequestOptions;
import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;

/// What somebody does with issues, from the dropped file to the regression, in a real browser.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:triagebrowser;DB_CLOSE_DELAY=-1", "maptriage.reproduction.automatic=false",
    "maptriage.sources[0].prefix=example.com/shop",
    "maptriage.sources[0].template=https://git.example.com/shop/blob/{release}/{path}#L{line}"})
class TriageBrowserTest extends InChromium {
    private static final Pattern ISSUE = Pattern.compile("\"issueId\":\"([0-9a-f-]{36})");

    /// The issue that a crash went to.
    private String send(String text, String release) {
        String answer = context.request().post("/api/v1/traces?service=cart&release=" + release,
                RequestOptions.create().setHeader("Content-Type", "text/plain").setData(text)).text();
        Matcher issue = ISSUE.matcher(answer);
        assertThat(issue.find()).as(answer).isTrue();
        return "/issues/" + issue.group(1);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true)).first();
    }

    @Test
    void aFileIsDroppedAnywhereOnThePage() {
        Page page = open("/upload");
        JSHandle files = page.evaluateHandle("""
                text => {
                  const files = new DataTransfer();
                  files.items.add(new File([text], 'crash.txt', { type: 'text/plain' }));
                  return files;
                }""", Crashes.concurrentWrites("PutDropped"));
        page.dispatchEvent("h1", "dragover", Map.of("dataTransfer", files));
        assertThat(page.locator("[data-drop]")).hasClass(Pattern.compile(".*over.*"));
        page.dispatchEvent("h1", "drop", Map.of("dataTransfer", files));
        button(page, "Diagnose").click();
        page.waitForURL(Pattern.compile(".*/incidents/.*"));
        assertThat(page.locator(".story")).containsText("PutDropped");
    }

    @Test
    void aLongUploadShowsItsProgress() {
        Page page = open("/upload");
        AtomicReference<Route> held = new AtomicReference<>();
        page.route("**/upload", held::set);
        page.locator("#file").setInputFiles(new FilePayload("crash.txt", "text/plain",
                Crashes.concurrentWrites("PutSlow").getBytes(StandardCharsets.UTF_8)));
        button(page, "Diagnose").click();
        assertThat(page.locator("progress")).isVisible();
        assertThat(page.locator("[data-status]")).not().hasText("");
        assertThat(button(page, "Diagnose")).isDisabled();
        Objects.requireNonNull(held.get()).resume();
        page.waitForURL(Pattern.compile(".*/incidents/.*"));
    }

    @Test
    void theListIsNarrowedByChipsFieldsAndWords() {
        send(Crashes.nilMapWrite("AddFilter"), "v1");
        send(Crashes.concurrentWrites("PutFilter"), "v1");
        Page page = open("/issues?q=filter");
        assertThat(page.locator("[data-rows] .row")).hasCount(2);
        page.locator(".chips a").filter(new Locator.FilterOptions().setHasText("Nil map write")).click();
        assertThat(page).hasURL(Pattern.compile(".*category=NIL_MAP_WRITE.*"));
        assertThat(page.locator("[data-rows] .row")).hasCount(1);
        page.keyboard().press("/");
        page.keyboard().type("kind:WRITE_WRITE filter");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*q=kind.*"));
        assertThat(page.locator(".none")).isVisible();
        page.locator(".chips a").first().click();
        page.waitForURL(url -> !url.contains("category"));
        assertThat(page.locator("[data-rows] .row")).containsText("PutFilter");
        page.navigate("/issues?q=no-such-word");
        assertThat(page.locator(".none")).isVisible();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResolvedIssueComesBackWithANewerRelease(boolean scripts) {
        String name = "PutBack" + scripts;
        String issue = send(Crashes.concurrentWrites(name), "v1.4.0");
        reopen(options().setJavaScriptEnabled(scripts));
        Page page = open(issue);
        page.locator("#resolved-in").fill("v1.5.0");
        button(page, "Resolve").click();
        assertThat(page.locator(".decide .state")).containsText("fixed in v1.5.0");
        send(Crashes.concurrentWrites(name), "v1.4.1");
        page.navigate(issue);
        assertThat(page.locator(".decide .state")).containsText("fixed in v1.5.0");
        send(Crashes.concurrentWrites(name), "v1.5.1");
        page.navigate(issue);
        assertThat(page.locator("h1 ~ *, .verdict").first()).containsText("Regressed");
        assertThat(page.locator(".history")).containsText("v1.5.1");
    }

    @Test
    void anIssueIsMergedIntoAnotherAndTakenOutAgain() {
        String one = send(Crashes.concurrentWrites("PutMerged"), "v1");
        String other = send(Crashes.concurrentWrites("PutKept"), "v1");
        reopen(options().setJavaScriptEnabled(false));
        Page page = open(one);
        page.locator(".decide details summary").click();
        page.locator("#into").fill(other.substring(other.lastIndexOf('/') + 1));
        page.locator("#merge-reason").fill("the same lock is missing");
        button(page, "Merge").click();
        page.waitForURL(Pattern.compile(".*" + other + ".*"));
        assertThat(page.locator(".decide .rows")).containsText("PutMerged");
        assertThat(page.locator(".history")).containsText("the same lock is missing");
        page.locator(".decide .rows button").click();
        page.navigate(one);
        assertThat(page.locator("h1")).containsText("concurrent map writes");
        assertThat(page.locator(".history")).isVisible();
    }

    @Test
    void aSecondWindowHearsOfAnIncident() {
        send(Crashes.concurrentWrites("PutFirst"), "v1");
        Page watching = open("/");
        assertThat(watching.locator("[data-live-state]")).hasText("live");
        Page working = open("/upload");
        working.locator("#trace").fill(Crashes.nilMapWrite("AddSecondWindow"));
        button(working, "Diagnose").click();
        working.waitForURL(Pattern.compile(".*/incidents/.*"));
        assertThat(watching.locator("#feed .row").first()).containsText("AddSecondWindow");
    }

    @Test
    void theThemeIsChosenAtOnceAndStays() {
        reopen(options().setColorScheme(ColorScheme.LIGHT));
        Page page = open("/issues");
        String light = background(page);
        button(page, "Dark").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(background(page)).isNotEqualTo(light);
        assertThat(page.locator("[data-theme-choice] [aria-current]")).hasText("Dark");
        page.waitForTimeout(300);
        page.navigate("/labs");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        button(page, "As the system").click();
        assertThat(background(page)).isEqualTo(light);
        page.waitForTimeout(300);
        page.reload();
        assertThat(page.locator("html[data-theme]")).hasCount(0);
    }

    @Test
    void theThemeIsChosenWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = open("/issues?status=OPEN");
        button(page, "Dark").click();
        assertThat(page).hasURL(Pattern.compile(".*/issues\\?status=OPEN"));
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.navigate("/nowhere");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        button(page, "As the system").click();
        assertThat(page.locator("html[data-theme]")).hasCount(0);
        forgive("404");
    }

    private static String background(Page page) {
        return Objects.requireNonNull(page.evaluate("getComputedStyle(document.body).backgroundColor")).toString();
    }

    /// The address of a line shows it: marked when it stands on the page, and fetched when it does not.
    @Test
    void theAddressOfALineShowsIt() {
        String answer = context.request().post("/api/v1/traces", RequestOptions.create()
                .setHeader("Content-Type", "text/plain").setData(Samples.text(3_000))).text();
        Matcher id = Pattern.compile("\"incidents\":\\[\\{\"id\":\"([0-9a-f-]{36})").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        Page page = open("/incidents/" + id.group(1) + "#L8");
        assertThat(page.locator("#L8")).isInViewport();
        assertThat(page.locator("#L8:target")).hasCount(1);
        page = open("/incidents/" + id.group(1) + "#L9000");
        assertThat(page.locator("#L9000")).isInViewport();
        assertThat(page.locator("#L9000")).hasClass(Pattern.compile(".*\\bat\\b.*"));
        reopen(options().setJavaScriptEnabled(false));
        page = open("/incidents/" + id.group(1) + "?lines=9000#L9000");
        assertThat(page.locator("#L9000:target")).isInViewport();
    }

    @Test
    void framesLeadToTheirSource() {
        String issue = send(Samples.text(2), "v1.8.2");
        Page page = open(issue);
        page.locator(".rows .title a[href^='/incidents/']").first().click();
        page.waitForURL(Pattern.compile(".*/incidents/.*"));
        Locator place = page.locator(".party a.place").first();
        assertThat(place).hasText("store.go:41");
        assertThat(place).hasAttribute("href", "https://git.example.com/shop/blob/v1.8.2/cart/store.go#L41");
        assertThat(place).hasAttribute("rel", "noreferrer");
    }
}
