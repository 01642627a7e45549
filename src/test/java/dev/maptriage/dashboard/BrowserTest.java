package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/// The pages in a real browser: what a reader does, with and without scripts, in both colour schemes and on a phone.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1")
@SuppressWarnings("NullAway.Init") // set before all and before each
class BrowserTest extends InChromium {
    private static final Pattern INCIDENT = Pattern.compile(".*/incidents/[0-9a-f-]{36}(\\?.*)?(#.*)?");

    private @Nullable String incident;
    private @Nullable String issue;

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
        forgive("422");
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
        reopen(options().setJavaScriptEnabled(false));
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
}
