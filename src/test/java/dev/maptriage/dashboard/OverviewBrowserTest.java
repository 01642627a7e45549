package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.RequestOptions;
import dev.maptriage.Crashes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/// The overview and the notifications in a real browser: drawn by a script, live in a second window, by forms without one.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:overviewbrowser;DB_CLOSE_DELAY=-1", "maptriage.reproduction.automatic=false",
    "maptriage.notifications.private-addresses=true", "maptriage.notifications.retry=1h"})
@SuppressWarnings("NullAway.Init") // set before all and before each
class OverviewBrowserTest extends InChromium {
    private static final List<String> SERVICES = List.of("cart", "checkout", "search", "billing", "gateway", "profile");
    private static final List<String> FUNCTIONS = List.of("Put", "Merge", "Flush", "Evict", "Apply", "Refresh",
            "Route");

    private String issue;

    @BeforeAll
    void start() {
        Instant now = Instant.now();
        for (int i = 0; i < 150; i++) {
            String function = FUNCTIONS.get(i * i % FUNCTIONS.size());
            String text = i % 5 == 0 ? Crashes.nilMapWrite(function) : Crashes.concurrentWrites(function);
            send(text, SERVICES.get(i * 7 % SERVICES.size()),
                    now.minus(Duration.ofMinutes((long) i * i * 29 % 41_000)));
        }
        Page page = page();
        page.navigate("/issues");
        issue = Objects.requireNonNull(page.locator(".row .title a").first().getAttribute("href"));
        context.request().patch("/api/v1" + issue, RequestOptions.create()
                .setHeader("Content-Type", "application/merge-patch+json").setData("{\"status\":\"RESOLVED\"}"));
        FUNCTIONS.forEach(function -> send(Crashes.nilMapWrite(function), "cart", Instant.now()));
        FUNCTIONS.forEach(function -> send(Crashes.concurrentWrites(function), "cart", Instant.now()));
    }

    private void send(String text, String service, Instant at) {
        assertThat(context.request().post("/api/v1/traces?service=" + service + "&release=v1&occurredAt=" + at,
                RequestOptions.create().setHeader("Content-Type", "text/plain").setData(text)).status())
                .isBetween(200, 201);
    }

    @Test
    void draggingOverTheBarsLooksCloser() {
        Page page = page();
        page.navigate("/");
        Locator chart = page.locator(".bars .u-over");
        assertThat(chart).isVisible();
        BoundingBox box = Objects.requireNonNull(chart.boundingBox());
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + box.width * 0.9, y);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.95, y);
        page.mouse().move(box.x + box.width * 0.99, y);
        page.mouse().up();
        page.waitForURL(Pattern.compile(".*\\?from=.*&to=.*"));
        assertThat(page.locator(".chips [aria-current]")).containsText(" to ");
        assertThat(page.locator(".bars .u-over")).isVisible();
    }

    @Test
    void theLegendReadsTheBarUnderThePointer() {
        Page page = page();
        page.navigate("/");
        Locator hint = page.locator(".bars [data-hint]");
        assertThat(hint).containsText("Drag");
        page.locator(".bars .u-over").hover();
        assertThat(hint).not().containsText("Drag");
    }

    @Test
    void anIncidentShowsInAnOpenWindow() {
        Page page = page();
        page.navigate("/");
        assertThat(page.locator("[data-live-state]")).hasText("live");
        page.evaluate("window.same = true");
        send(Crashes.concurrentWrites("PutLive" + System.nanoTime() % 1_000), "live", Instant.now());
        assertThat(page.locator("#feed .row").first()).containsText("PutLive");
        assertThat(page.locator(".row.came")).not().hasCount(0);
        assertThat(page.locator("#new")).containsText("PutLive");
        assertThat(page.locator(".heat")).containsText("live");
        assertThat(page.evaluate("window.same")).isEqualTo(true);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).click();
        assertThat(page.locator("[data-live-state]")).hasText("not connected");
    }

    @Test
    void everythingIsThereWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = page();
        page.navigate("/?from=2020-01-01&to=2020-01-03");
        assertThat(page.locator(".heat")).containsText("No incident in this time.");
        page.navigate("/");
        assertThat(page.locator(".bars svg rect.bar").first()).isVisible();
        assertThat(page.locator("#back .row")).hasCount(1);
        page.locator(".under-chart summary").click();
        page.locator("#from").fill("2026-01-01");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show")).click();
        page.waitForURL(Pattern.compile(".*from=2026-01-01.*"));
        assertThat(page.locator("#top .row").first()).isVisible();
        makeRule(page, "Without scripts");
        assertThat(page.locator(".notice pre")).containsText("whsec_");
        page.navigate("/notifications");
        assertThat(page.locator(".notice")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete")).first().click();
    }

    private static void makeRule(Page page, String name) {
        page.navigate("/notifications");
        if (page.locator("details.fresh[open]").count() == 0) {
            page.locator("details.fresh > summary").click();
        }
        Locator form = page.locator("details.fresh form");
        form.locator("[name=name]").fill(name);
        form.locator("[name=target]").fill("http://127.0.0.1:9/hook");
        form.locator("button.primary").click();
    }

    @Test
    void aRuleIsMadeTriedAndMended() {
        Page page = page();
        makeRule(page, "On call");
        assertThat(page.locator(".notice")).containsText("On call");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send a test")).first().click();
        for (int i = 0; i < 20 && !page.locator(".log").textContent().contains("next attempt"); i++) {
            page.waitForTimeout(200);
            page.reload();
        }
        assertThat(page.locator(".log .row").first()).containsText("Test of the rule On call");
        assertThat(page.locator(".log .row").first()).containsText("next attempt");
        page.locator(".rules summary").first().click();
        page.locator(".rules form.rule [name=hourlyCap]").first().fill("5000");
        page.locator(".rules form.rule [name=hourlyCap]").first().evaluate("e => e.removeAttribute('max')");
        page.locator(".rules form.rule button").first().click();
        assertThat(page.locator(".problem")).containsText("Possible: 1 to 1000");
        forgive("400");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Switch off")).first().click();
        assertThat(page.locator(".rules .is-off")).hasCount(1);
    }

    @Test
    void theLanguageIsChosenInTheFooter() {
        Page page = page();
        page.navigate("/issues?status=OPEN");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("简体中文")).click();
        assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
        assertThat(page).hasURL(Pattern.compile(".*/issues\\?status=OPEN"));
        assertThat(page.locator("h1")).hasText("问题");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("English")).click();
        assertThat(page.locator("h1")).hasText("Issues");
    }
}
