package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/// The laboratories in a real browser, with and without scripts, in both colour schemes and on a phone.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "spring.datasource.url=jdbc:h2:mem:labbrowser;DB_CLOSE_DELAY=-1")
@SuppressWarnings("NullAway.Init") // set before all and before each
class LabBrowserTest extends InChromium {
    private static final List<String> ADDRESSES = List.of("/labs", "/labs/growth", "/labs/race-window", "/labs/convoy",
            "/labs/alternatives", "/labs/struct-layout");

    @Test
    void aScriptDrawsTheChartsAnew() {
        Page page = page();
        page.navigate("/labs/convoy");
        assertThat(page.locator(".plot .u-over")).hasCount(3);
        assertThat(page.locator(".plot > svg").first()).isHidden();
        page.locator(".plot .u-over").first().hover();
        assertThat(page.locator(".plot .u-legend").first()).containsText("most waiting");
    }

    @Test
    void changingASettingChangesTheAddress() {
        Page page = page();
        page.navigate("/labs/growth");
        page.locator("select[name=goVersion]").selectOption("1.26");
        page.locator("input[name=inserts]").fill("20000");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run")).click();
        page.waitForURL(Pattern.compile(".*goVersion=1\\.26.*inserts=20000.*"));
        assertThat(page.locator(".tiles")).containsText("0.875");
    }

    /// `curl -d` calls its JSON a form; a server that looks for parameters first would read it away.
    @Test
    void theCommandOfAPageDoesTheSame() {
        APIResponse answer = context.request().post("/api/v1/labs/growth", RequestOptions.create()
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .setData("{\"goVersion\":\"1.26\",\"inserts\":12345}".getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).contains("\"inserts\":\"12345\"", "\"limit\":0.875");
        Page page = page();
        page.navigate("/labs/growth?goVersion=1.26&inserts=12345&hint=&seed=1");
        assertThat(page.locator("#command ~ .snippet pre")).hasText(
                "curl -s http://localhost:8080/api/v1/labs/growth -d '{\"goVersion\":\"1.26\",\"inserts\":12345}'");
    }

    @Test
    void structsAreLaidOutFromTheForm() {
        Page page = page();
        page.navigate("/labs/struct-layout");
        page.locator("#source").fill("type Pair struct {\n\tok bool\n\tn int64\n\tend bool\n}");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Lay out")).click();
        page.waitForURL(Pattern.compile(".*source=type.*"));
        assertThat(page.locator(".struct h2")).containsText("Pair");
        assertThat(page.locator(".struct .tiles")).containsText("24 B");
        page.locator("#source").fill("type Pair struct {\n\tx foo.Bar\n}");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Lay out")).click();
        assertThat(page.locator(".problem")).containsText("Line 2: the type foo.Bar is not known");
        forgive("400");
    }

    @Test
    void everythingIsThereWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = page();
        for (String address : ADDRESSES) {
            page.navigate(address);
            assertThat(page.locator("h1")).isVisible();
        }
        page.navigate("/labs/race-window");
        assertThat(page.locator(".plot polyline").first()).isVisible();
        page.locator("input[name=opsPerSecond]").fill("5000");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run")).click();
        assertThat(page.locator("body")).containsText("Under this load it is true");
    }
}
