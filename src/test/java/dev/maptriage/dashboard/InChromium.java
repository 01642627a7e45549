package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What tests in a real browser share: one Chromium for a class, a fresh window for every test, and complaints that no test may
/// leave behind: errors of the console, which violations of the content security policy are among, and requests to other hosts.
@WithChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all and before each
abstract class InChromium {
    static final int DESK = 1440;
    static final int PHONE = 390;
    private static final int HEIGHT = 900;

    @LocalServerPort
    int port;
    BrowserContext context;
    final List<String> complaints = new ArrayList<>();
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(WithChromium.Condition.chromium().orElseThrow()).setArgs(List.of("--no-sandbox")));
        context = browser.newContext(options());
    }

    @AfterAll
    void stopBrowser() {
        playwright.close();
    }

    @BeforeEach
    void openWindow() {
        reopen(options());
        complaints.clear();
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        context.close();
        assertThat(complaints).as("errors of the console and requests to other hosts").isEmpty();
    }

    Browser.NewContextOptions options() {
        return new Browser.NewContextOptions().setBaseURL("http://localhost:" + port).setLocale("en-US")
                .setViewportSize(DESK, HEIGHT);
    }

    static Browser.NewContextOptions onPhone(Browser.NewContextOptions options) {
        return options.setViewportSize(PHONE, HEIGHT);
    }

    /// A window of another kind, instead of the one that is open.
    void reopen(Browser.NewContextOptions options) {
        context.close();
        context = browser.newContext(options);
    }

    Page page() {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            String host = URI.create(request.url()).getHost();
            if (host != null && !host.equals("localhost")) {
                complaints.add(request.url());
            }
        });
        return page;
    }

    Page open(String path) {
        Page page = page();
        page.navigate(path);
        return page;
    }

    /// The browser itself reports the status of an answer that is no success.
    void forgive(String status) {
        complaints.removeIf(complaint -> complaint.contains(status));
    }

    static void assertAccessible(Page page, String name) {
        assertThat(new AxeBuilder(page).analyze().getViolations()).as(name)
                .extracting(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream().limit(3).map(node -> node.getHtml() + node.getAny()).toList())
                .isEmpty();
    }

    static void assertNotWider(Page page, int width, String name) {
        assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue()).as(name)
                .isLessThanOrEqualTo(width);
    }

    /// With `-Dmaptriage.screenshots=DIRECTORY` the page is kept to be looked at.
    static void keep(Page page, String name) {
        String directory = System.getProperty("maptriage.screenshots");
        if (directory != null) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(directory, name + ".png")));
        }
    }
}
