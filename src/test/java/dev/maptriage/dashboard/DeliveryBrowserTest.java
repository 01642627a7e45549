package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The delivery log in a real browser, filled by real deliveries.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:deliverybrowser;DB_CLOSE_DELAY=-1", "maptriage.collectors.idle=1s",
    "db-scheduler.polling-interval=100ms"})
@SuppressWarnings("NullAway.Init") // set before all and before each
class DeliveryBrowserTest extends InChromium {

    @Autowired
    private JdbcClient jdbc;
    private String nothing;
    private String done;
    private String linked;

    @BeforeAll
    void deliver() throws InterruptedException {
        done = post("/webhooks/generic?service=cart&host=cart-7d9", Crashes.concurrentWrites("Shown"), "text/plain",
                "msg-1");
        post("/webhooks/vector", "{\"message\":\"listening on :8080\",\"service\":\"calm\"}\n", "application/x-ndjson",
                "");
        nothing = post("/webhooks/fluentbit",
                "[{\"log\":\"recovered a panic and went on\",\"service\":\"odd\"},"
                        + "{\"log\":\"and a second line\",\"service\":\"odd\"}]",
                "application/json", "");
        linked = post("/webhooks/alertmanager",
                "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"firing\",\"alerts\":[{\"status\":\"firing\","
                        + "\"labels\":{\"alertname\":\"CrashLooping\",\"service\":\"cart\"},"
                        + "\"startsAt\":\"" + Instant.now() + "\",\"fingerprint\":\"f\"}]}",
                "application/json", "");
        Instant end = Instant.now().plusSeconds(20);
        while (jdbc.sql("select count(*) from delivery where state = 'RECEIVED'").query(Integer.class).single() > 0
                && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
    }

    private String post(String path, String body, String type, String id) {
        RequestOptions request = RequestOptions.create().setHeader("Content-Type", type)
                .setData(body.getBytes(StandardCharsets.UTF_8));
        if (!id.isEmpty()) {
            request.setHeader("webhook-id", id);
        }
        APIResponse answer = context.request().post(path, request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.text().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void theLogIsNarrowedAndLeadsToTheIncidentWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = page();
        page.navigate("/");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Deliveries")).click();
        assertThat(page.locator(".deliveries .row")).hasCount(4);
        assertThat(page.locator(".deliveries .row").first()).containsText("Alertmanager");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Diagnosed")).click();
        page.waitForURL(Pattern.compile(".*state=DONE"));
        assertThat(page.locator(".deliveries .row")).hasCount(1);
        assertThat(page.locator(".deliveries .row")).containsText("msg-1");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Vector").setExact(true)).click();
        assertThat(page.locator(".none")).containsText("No delivery fits");
        page.navigate("/deliveries?source=generic");
        page.locator(".deliveries .title a").click();
        assertThat(page).hasURL(Pattern.compile(".*/deliveries/" + done));
        page.locator("[data-rows] .title a").click();
        assertThat(page.locator(".verdict h1")).containsText("concurrent map writes");
    }

    @Test
    void whatWasNotFoundIsShownAndCanBeReadAgainWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = page();
        page.navigate("/deliveries/" + nothing);
        assertThat(page.locator("h1")).hasText("Fluent Bit delivery");
        assertThat(page.locator(".captured pre")).hasText("recovered a panic and went on\nand a second line");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Read it again")).click();
        assertThat(page).hasURL(Pattern.compile(".*/deliveries/" + nothing + "\\?again"));
        assertThat(page.locator("[role=status]")).isVisible();
        page.navigate("/deliveries/" + done);
        assertThat(page.locator(".replay")).hasCount(0);
    }

    @Test
    void anAlertIsShownWithTheIncidentsItMayBeAbout() {
        Page page = page();
        page.navigate("/deliveries/" + linked);
        assertThat(page.locator(".alerts .row")).containsText("CrashLooping");
        assertThat(page.locator("[data-rows] .title a")).containsText("concurrent map writes");
    }
}
