package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/// The pages in a real browser: what a reader does, with and without scripts, in both colour schemes and on a phone.
@WithChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1")
@SuppressWarnings("NullAway.Init") // set before all and before each
class BrowserTest {
    private static final Pattern INCIDENT = Pattern.compile(".*/incidents/[0-9a-f-]{36}(\\?.*)?(#.*)?");
    private static final int PHONE = 390;

    @LocalServerPort
    private int port;
    private Playwright playwright;
    private Browser browser;
    private BrowserContext context;
    private final List<String> complaints = new ArrayList<>();
    private @Nullable String incident;
    private @Nullable String issue;

    @BeforeAll
    void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(WithChromium.Condition.chromium().orElseThrow()).setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    void stopBrowser() {
        playwright.close();
    }

    @BeforeEach
    void openContext() {
        complaints.clear();
        context = browser.newContext(options());
    }

    @AfterEach
    void closeContext() {
        context.close();
        assertThat(complaints).as("errors of the console and requests to other hosts").isEmpty();
    }

    private Browser.NewContextOptions options() {
        return new Browser.NewContextOptions().setBaseURL("http://localhost:" + port).setLocale("en-US");
    }

    private Page page() {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            String host = URI.create(request.url()).getHost();
            if (!"localhost".equals(host)) {
                complaints.add(request.url());
            }
        });
        return page;
    }

    private static void paste(Page page, String text) {
        page.navigate("/upload");
        page.locator("#trace").fill(text);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Diagnose")).click();
        page.waitForURL(INCIDENT);
    }

    private static void choose(Page page, String text) {
        page.navigate("/upload");
        page.locator("#file")
                .setInputFiles(new FilePayload("crash.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Diagnose")).click();
        page.waitForURL(INCIDENT);
    }

    /// The five pages with something on them.
    private List<String> addresses() {
        if (incident == null) {
            Page page = page();
            paste(page, Samples.TEXT);
            incident = URI.create(page.url()).getPath();
            issue = page.locator("#related a[href^='/issues/']").first().getAttribute("href");
            page.close();
        }
        return List.of("/", "/upload", "/issues", String.valueOf(issue), String.valueOf(incident));
    }

    @Test
    void aPastedTextLeadsToItsIncident() {
        Page page = page();
        paste(page, Samples.TEXT);
        assertThat(page.locator("h1")).hasText("concurrent map read and map write");
        assertThat(page.locator(".story")).containsText("cart.(*Store).Get");
        assertThat(page.locator("[data-copy]").first()).isVisible();
    }

    @Test
    void aChosenFileLeadsToItsIncident() {
        Page page = page();
        choose(page, Samples.text(7));
        assertThat(page.locator("h1")).hasText("concurrent map read and map write");
    }

    @Test
    void aFileWithoutACrashIsExplainedInPlace() {
        Page page = page();
        page.navigate("/upload");
        page.locator("#file")
                .setInputFiles(new FilePayload("a.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Diagnose")).click();
        assertThat(page.locator(".problem h2")).hasText("No Go crash in this text");
        // The browser itself reports the status of the answer.
        complaints.removeIf(complaint -> complaint.contains("422"));
    }

    @Test
    void gapsOpenInPlace() {
        Page page = page();
        choose(page, Samples.text(3_000));
        page.evaluate("window.same = true");
        page.locator("a[data-lines]").first().click();
        assertThat(page.locator(".trace #L100")).isAttached();
        assertThat(page).hasURL(Pattern.compile(".*\\?lines=\\d+-\\d+#L\\d+"));
        assertThat(page.evaluate("window.same")).isEqualTo(true);
    }

    @Test
    void theSearchMarksLinesWhileTyping() {
        Page page = page();
        paste(page, Samples.TEXT);
        page.keyboard().press("/");
        page.keyboard().type("store.go");
        assertThat(page.locator(".find output")).hasText("0 of 2");
        page.keyboard().press("Enter");
        assertThat(page.locator(".find output")).hasText("1 of 2");
        assertThat(page.locator(".trace .hit")).hasCount(2);
    }

    @Test
    void keysWalkTheList() {
        addresses();
        Page page = page();
        page.navigate("/issues");
        page.keyboard().press("j");
        assertThat(page.locator(".row.at")).hasCount(1);
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/issues/.+"));
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
    }

    @Test
    void everythingWorksWithoutScripts() {
        context.close();
        context = browser.newContext(options().setJavaScriptEnabled(false));
        Page page = page();
        choose(page, Samples.text(3_000));
        page.locator("a[data-lines]").first().click();
        page.waitForURL(Pattern.compile(".*\\?lines=.*"));
        assertThat(page.locator(".trace #L100")).isAttached();
        page.locator("#find").fill("goroutine 2999 ");
        page.locator(".find button").click();
        assertThat(page.locator(".hits")).containsText("goroutine 2999 [chan receive]");
        assertThat(page.locator("[data-copy]").first()).isHidden();
    }

    @ParameterizedTest
    @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
    void noPageHasAFaultOfAccess(ColorScheme scheme) {
        List<String> addresses = addresses();
        context.close();
        context = browser.newContext(options().setColorScheme(scheme));
        Page page = page();
        for (String address : addresses) {
            page.navigate(address);
            List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
            assertThat(violations).as(address).extracting(rule -> rule.getId() + ": " + rule.getHelp() + " "
                    + rule.getNodes().stream().limit(3).map(node -> node.getHtml() + node.getAny()).toList()).isEmpty();
        }
    }

    @Test
    void noPageScrollsSidewaysOnAPhone() {
        List<String> addresses = addresses();
        context.close();
        context = browser.newContext(options().setViewportSize(PHONE, 844));
        Page page = page();
        for (String address : addresses) {
            page.navigate(address);
            assertThat(page.evaluate("document.documentElement.scrollWidth")).as(address).isEqualTo(PHONE);
        }
    }
}
