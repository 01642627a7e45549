package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.maptriage.Crashes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The player and the incident's "Watch it happen" in a real browser.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"maptriage.admin-token=",
    "maptriage.reproduction.patience=20s", "spring.datasource.url=jdbc:h2:mem:player;DB_CLOSE_DELAY=-1"})
@SuppressWarnings("NullAway.Init") // set before all
class PlayerBrowserTest extends InChromium {
    @Autowired
    private JsonMapper json;

    private Page open(String path, Browser.NewContextOptions options) {
        reopen(options);
        return open(path);
    }

    private JsonNode post(String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return json.readTree(client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private JsonNode simulation(String scenario, String version) throws Exception {
        return post("/api/v1/simulations", "{\"scenario\":\"%s\",\"goVersion\":\"%s\"}".formatted(scenario, version));
    }

    private static String path(JsonNode simulation) {
        return "/simulations/" + simulation.get("id").asString();
    }

    private static Pattern at(int step) {
        return Pattern.compile(".*[?&]step=" + step);
    }

    @Test
    void theKeyboardPlaysStepsAndJumps() throws Exception {
        JsonNode simulation = simulation("write-during-growth", "1.23");
        int count = simulation.get("stepCount").asInt();
        Page page = open(path(simulation), options());
        assertThat(page.locator("[data-play]")).isVisible();
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(at(2));
        assertThat(page.locator("[data-caption]")).containsText("Step 2 of " + count);
        page.keyboard().press("ArrowLeft");
        assertThat(page).hasURL(at(1));
        page.keyboard().press("End");
        assertThat(page).hasURL(at(count));
        assertThat(page.locator(".stage .alarm")).hasText(simulation.get("outcome").get("message").asString());
        assertThat(page.locator(".tick.fails")).hasCount(1);
        page.keyboard().press("Home");
        assertThat(page).hasURL(at(1));
        page.keyboard().press("9");
        assertThat(page.locator("[data-speed] select")).hasValue("9");
        page.keyboard().press(" ");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause"))).isVisible();
        assertThat(page).hasURL(at(count));
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Play").setExact(true)))
                .isVisible();
    }

    @Test
    void theStripTheSliderAndTheTableGoToAStep() throws Exception {
        JsonNode simulation = simulation("write-write-mutex", "1.26");
        int count = simulation.get("stepCount").asInt();
        Page page = open(path(simulation), options());
        page.evaluate("window.same = true");
        page.locator("[data-scrub]").fill(String.valueOf(count));
        assertThat(page).hasURL(at(count));
        page.locator("[data-strip]").click();
        assertThat(page).hasURL(at(count / 2 + 1));
        page.locator("tr [data-step='3']").click();
        assertThat(page).hasURL(at(3));
        assertThat(page.locator("tr.now")).hasAttribute("data-row", "3");
        assertThat(page.evaluate("window.same")).isEqualTo(true);
    }

    @Test
    void theAddressOfAStepShowsThatStep() throws Exception {
        JsonNode simulation = simulation("write-write", "1.23");
        Page page = open(path(simulation) + "?step=4", options());
        assertThat(page.locator("[data-caption]")).containsText("Step 4 of");
        assertThat(page.locator(".lamps .on")).containsText("hashWriting");
        assertThat(page.locator(".lamps .changed")).containsText("hashWriting");
        assertThat(page.locator(".code .where a")).hasAttribute("href",
                Pattern.compile("https://github\\.com/golang/go/blob/go1\\.23\\.5/src/runtime/map_fast64\\.go#L\\d+"));
        assertThat(page.locator(".code pre")).containsText("XORL $0x4");
    }

    @Test
    void everythingIsThereWithoutScripts() throws Exception {
        JsonNode simulation = simulation("iterate-write", "1.27");
        int count = simulation.get("stepCount").asInt();
        Page page = open(path(simulation), options().setJavaScriptEnabled(false));
        assertThat(page.locator("[data-play]")).isHidden();
        page.locator("[data-go=next]").click();
        assertThat(page.locator("[data-caption]")).containsText("Step 2 of " + count);
        page.locator("[data-go=last]").click();
        assertThat(page.locator(".stage .alarm")).hasText("concurrent map iteration and map write");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Simulate")).click();
        page.waitForURL(Pattern.compile(".*/simulations/[0-9a-f-]{36}"));
        assertThat(page.locator("h1")).hasText("concurrent map iteration and map write");
    }

    @Test
    void aScenarioOfTheLaboratoriesIsPlayed() {
        Page page = open("/labs", options().setJavaScriptEnabled(false));
        page.locator("select[name=goVersion]").selectOption("1.23");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Simulate: Two writers").setExact(true))
                .click();
        page.waitForURL(Pattern.compile(".*/simulations/[0-9a-f-]{36}"));
        assertThat(page.locator("h1")).hasText("concurrent map writes");
        assertThat(page.locator(".witness")).containsText("sets the writer’s mark in m[4] = 10");
        page.locator("select[name=entries], input[name=entries]").fill("8");
        page.locator("select[name=scenario]").selectOption("nil-parameter");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Simulate")).click();
        assertThat(page.locator("h1")).hasText("assignment to entry in nil map");
    }

    @Test
    void timeRunsDownwardsInAllLanes() throws Exception {
        JsonNode simulation = simulation("write-write", "1.23");
        Page page = open(path(simulation) + "?step=5", options().setViewportSize(1440, 900));
        List<?> tops = (List<?>) page.evaluate(
                "[...document.querySelectorAll('.stage .tick a')].map(each => each.getBoundingClientRect().top)");
        List<Double> asNumbers = tops.stream().map(top -> ((Number) top).doubleValue()).toList();
        assertThat(asNumbers).hasSizeGreaterThan(3).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anIncidentShowsItsReproductionAsSoonAsItIsThere() throws Exception {
        JsonNode incident = post("/api/v1/traces", Crashes.concurrentWrites("Watched")).get("incidents").get(0);
        Page page = open("/incidents/" + incident.get("id").asString(), options());
        assertThat(page.locator(".watch .alarm")).hasText("concurrent map writes");
        assertThat(page.locator(".watch .tick.fails")).hasCount(1);
        page.getByText("Play it step by step").click();
        page.waitForURL(Pattern.compile(".*/simulations/[0-9a-f-]{36}"));
        assertThat(page.locator("h1")).hasText("concurrent map writes");
        page.getByText("of this incident").click();
        page.waitForURL(Pattern.compile(".*/incidents/[0-9a-f-]{36}"));
    }

    @Test
    void anIncidentThatIsNotReproducedSaysWhy() throws Exception {
        JsonNode incident = post("/api/v1/traces", """
                fatal error: all goroutines are asleep - deadlock!

                goroutine 1 [chan receive]:
                main.main()
                \t/app/main.go:7 +0x1d
                """).get("incidents").get(0);
        Page page = open("/incidents/" + incident.get("id").asString(), options());
        assertThat(page.locator(".watch")).containsText("no failure of a map");
        assertThat(page.locator(".watch .ticks")).hasCount(0);
    }
}
