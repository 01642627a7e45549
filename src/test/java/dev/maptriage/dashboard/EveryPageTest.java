package dev.maptriage.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.RequestOptions;
import dev.maptriage.Crashes;
import dev.maptriage.incident.Problem;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Opens every page there is, filled, empty and broken: in both themes, on a desk and on a phone, with and without scripts, in
/// both languages. The pages are taken from the router, so none can be forgotten.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:everypage;DB_CLOSE_DELAY=-1", "maptriage.admin-token=" + EveryPageTest.TOKEN,
    "maptriage.collectors.idle=1s", "maptriage.reproduction.patience=20s", "db-scheduler.polling-interval=100ms",
    "maptriage.notifications.private-addresses=true", "maptriage.notifications.retry=1h"})
@Import(EveryPageTest.Failing.class)
@SuppressWarnings("NullAway.Init") // set before all
class EveryPageTest extends InChromium {
    static final String TOKEN = "only-a-test-only-a-test";
    private static final String NOTHING = "0190a0a0-0000-7000-8000-000000000000";
    /// Parts that scripts put into open pages.
    private static final Set<String> PIECES = Set.of("/incidents/{id}/reproduction", "/simulations/{id}/stage");
    private static final Map<String, Integer> FAILURES = Map.of("/failing/scope", 403, "/failing/rate", 429,
            "/failing/database", 503, "/failing/bug", 500, "/failing/size", 413, "/failing/request", 400,
            "/nowhere", 404, "/incidents/" + NOTHING, 404, "/issues/none", 404);

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping router;
    @Autowired
    private JsonMapper json;
    @Autowired
    private JdbcClient jdbc;
    private String session;
    /// Addresses of each page of the router.
    private final Map<String, List<String>> pages = new LinkedHashMap<>();

    /// Fails in each way that has a page of its own.
    @TestConfiguration
    static class Failing {
        @Controller
        static class FailingPages {
            @GetMapping("/failing/{how}")
            String fail(@PathVariable String how) {
                throw switch (how) {
                    case "scope" -> new AccessDeniedException("no");
                    case "rate" -> new Problem(HttpStatus.TOO_MANY_REQUESTS, "problem.rate-address", 600, 42);
                    case "database" -> new CannotGetJdbcConnectionException("away",
                            new SQLTransientConnectionException("away"));
                    case "size" -> new MaxUploadSizeExceededException(1);
                    case "request" -> new Problem(HttpStatus.BAD_REQUEST, "problem.bad-parameter", "how", how);
                    default -> new IllegalStateException("insides");
                };
            }
        }
    }

    @BeforeAll
    void fill() throws Exception {
        signIn();
        // Before anything is stored these pages teach.
        for (String path : List.of("/", "/issues", "/deliveries", "/notifications", "/rediagnosis")) {
            tour(ColorScheme.LIGHT, DESK, List.of(path));
            tour(ColorScheme.DARK, PHONE, List.of(path));
        }
        List<String> incidents = new ArrayList<>();
        List<String> issues = new ArrayList<>();
        for (String text : List.of(Samples.text(3_000), Crashes.concurrentWrites("Put"), Crashes.nilMapWrite("Add"),
                "fatal error: concurrent map writes\n", Crashes.concurrentWrites("Put") + "\n")) {
            JsonNode incident = post("/api/v1/traces?service=cart&release=v1.2.0&environment=prod", text, "text/plain")
                    .path("incidents").path(0);
            incidents.add("/incidents/" + incident.path("id").asString());
            issues.add("/issues/" + incident.path("issueId").asString());
        }
        incidents.add(incidents.getFirst() + "?lines=2000-2100&find=goroutine+29&reproducer=test");
        String delivery = post("/webhooks/generic?service=cart", Crashes.concurrentWrites("Delivered"), "text/plain")
                .path("id").asString();
        post("/api/v1/rules", """
                {"name": "On call", "causes": ["NEW", "SPIKE"], "channel": "SLACK",
                 "target": "http://127.0.0.1:9/services/abcdef"}""", "application/json");
        post("/api/v1/searches", "{\"name\": \"Ours\", \"query\": \"service:cart\"}", "application/json");
        List<String> simulations = new ArrayList<>();
        for (String[] asked : new String[][]{{"write-write", "1.23"}, {"write-during-growth", "1.26"},
            {"nil-direct-write", "1.26"}, {"lock-convoy", "1.23"}}) {
            JsonNode made = post("/api/v1/simulations",
                    "{\"scenario\":\"%s\",\"goVersion\":\"%s\"}".formatted(asked[0], asked[1]), "application/json");
            simulations.add("/simulations/" + made.path("id").asString() + "?step=2");
        }
        pages.put("/", List.of("/", "/?days=1", "/?from=2020-01-01&to=2020-01-03"));
        pages.put("/issues", List.of("/issues", "/issues?q=service%3Acart+put", "/issues?q=nothing-is-called-so",
                "/issues?q=kind%3Anone", "/issues?status=RESOLVED"));
        pages.put("/issues/{id}", issues);
        pages.put("/incidents/{id}", incidents);
        pages.put("/simulations/{id}", simulations);
        for (String lab : List.of("", "/growth", "/race-window", "/convoy", "/alternatives")) {
            pages.put("/labs" + lab, List.of("/labs" + lab));
        }
        pages.put("/labs/struct-layout", List.of("/labs/struct-layout"));
        pages.put("/upload", List.of("/upload"));
        pages.put("/deliveries", List.of("/deliveries", "/deliveries?state=PARKED"));
        pages.put("/deliveries/{id}", List.of("/deliveries/" + delivery));
        pages.put("/notifications", List.of("/notifications"));
        pages.put("/settings", List.of("/settings", "/settings?action=TOKEN_REFUSED"));
        fillRuns();
        pages.put("/login", List.of("/login", "/login?error", "/login?logout"));
    }

    /// A run that found something to change, as if older rules had named another function, and one that found nothing.
    private void fillRuns() throws InterruptedException {
        jdbc.sql("""
                update incident set diagnosis_version = 0, diagnosis = replace(replace(diagnosis, '.Put', '.Take'),
                  '"kind":"WRITE_WRITE"', '"kind":"UNKNOWN"')""").update();
        List<String> runs = new ArrayList<>();
        for (String asked : List.of("{}", "{\"apply\": true}", "{}")) {
            String id = post("/api/v1/rediagnoses", asked, "application/json").path("id").asString();
            await(() -> jdbc.sql("select state from rediagnosis where id = ?").param(UUID.fromString(id))
                    .query(String.class).single().equals("DONE"));
            runs.add("/rediagnosis/" + id);
        }
        runs.add(runs.getFirst() + "?field=kind");
        pages.put("/rediagnosis", List.of("/rediagnosis"));
        pages.put("/rediagnosis/{id}", runs);
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 600 && !done.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(done.getAsBoolean()).isTrue();
    }

    private void signIn() {
        Page page = open("/settings");
        assertThat(page.locator("h1")).hasText("Sign in");
        page.locator("[name=password]").fill(TOKEN);
        page.locator("form.login button").click();
        assertThat(page.locator("h1")).hasText("Settings");
        session = context.storageState();
    }

    private JsonNode post(String path, String body, String type) {
        APIResponse answer = context.request().post(path, RequestOptions.create()
                .setHeader("Authorization", "Bearer " + TOKEN).setHeader("Content-Type", type).setData(body));
        assertThat(answer.status()).as(path + " " + answer.text()).isBetween(200, 202);
        return json.readTree(answer.text());
    }

    @Override
    Browser.NewContextOptions options() {
        Browser.NewContextOptions options = super.options();
        return session == null ? options : options.setStorageState(session);
    }

    private static Browser.NewContextOptions sized(Browser.NewContextOptions options, int width) {
        return width == PHONE ? onPhone(options) : options;
    }

    private List<String> addresses() {
        return pages.values().stream().flatMap(List::stream).toList();
    }

    @Test
    void noPageOfTheRouterIsForgotten() {
        Set<String> found = new TreeSet<>();
        router.getHandlerMethods().forEach((mapping, handler) -> {
            boolean page = handler.getBeanType().getPackage().equals(EveryPageTest.class.getPackage())
                    && handler.getBeanType() != Failing.FailingPages.class
                    && mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET);
            if (page) {
                found.addAll(mapping.getPatternValues());
            }
        });
        found.removeAll(PIECES);
        assertThat(pages.keySet()).containsExactlyInAnyOrderElementsOf(found);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1440", "DARK,390"})
    void everyPageIsAccessibleFitsAndKeepsToItself(ColorScheme scheme, int width) {
        tour(scheme, width, addresses());
    }

    private void tour(ColorScheme scheme, int width, List<String> addresses) {
        reopen(sized(options().setColorScheme(scheme), width));
        Page page = page();
        for (String address : addresses) {
            look(page, address, 200, scheme + "-" + width);
        }
    }

    private void look(Page page, String address, int status, String name) {
        Response answer = Objects.requireNonNull(page.navigate(address));
        assertThat(answer.status()).as(address).isEqualTo(address.contains("kind%3Anone") ? 400 : status);
        assertThat(answer.headerValue("content-security-policy")).as(address)
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'").doesNotContain("unsafe", "*");
        if (page.locator("figure[data-chart], figure[data-plot]").count() > 0) {
            assertThat(page.locator("figure .u-over").first()).isAttached();
        }
        keep(page, address.replaceAll("[0-9a-f-]{36}", "one").replaceAll("\\W+", "-") + "-" + name);
        assertAccessible(page, address + " " + name);
        assertNotWider(page, Objects.requireNonNull(page.viewportSize()).width, address + " " + name);
        forgive("status of 400");
        if (status != 200) {
            // The browser says so once more, sooner or later.
            FAILURES.values().forEach(each -> forgive("status of " + each));
        }
        assertThat(complaints).as(address).isEmpty();
    }

    @Test
    void everyPageIsAccessibleInChineseOnAPhone() {
        reopen(onPhone(options().setLocale("zh-CN")));
        Page page = page();
        for (String address : addresses()) {
            page.navigate(address);
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertNotWider(page, PHONE, address);
            keep(page, address.replaceAll("[0-9a-f-]{36}", "one").replaceAll("\\W+", "-") + "-zh");
        }
        forgive("status of 400");
    }

    /// Without scripts nothing may stand there that needs one.
    @Test
    void everyPageWorksWithoutScripts() {
        reopen(options().setJavaScriptEnabled(false));
        Page page = page();
        for (String address : addresses()) {
            page.navigate(address);
            assertThat(page.locator("h1, h2").first()).isVisible();
            for (String fault : List.of("button[type=button]:visible", "a:not([href]):visible",
                    "form:not([method=dialog], [id]):not(:has(button:not([type=button])))",
                    "form:not([action]):not([method])",
                    "[style]", "style", "script:not([src])", "[onclick]", "img[src^=http]")) {
                assertThat(page.locator(fault).count()).as(address + " has " + fault).isZero();
            }
            for (Locator form : page.locator("form[id]").all()) {
                assertThat(page.locator("button[form='" + form.getAttribute("id") + "']").count())
                        .as(address + " has buttons for " + form.getAttribute("id")).isPositive();
            }
        }
        forgive("status of 400");
    }

    @Test
    void everyErrorHasAPageOfItsOwn() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            int width = scheme == ColorScheme.LIGHT ? DESK : PHONE;
            reopen(sized(options().setColorScheme(scheme), width));
            Page page = page();
            FAILURES.forEach((address, status) -> {
                look(page, address, status, scheme + "-" + width);
                assertThat(page.locator(".error .status")).hasText(String.valueOf(status));
                assertThat(page.locator(".error h1")).not().hasText("");
            });
            page.navigate("/upload");
            FAILURES.values().forEach(each -> forgive("status of " + each));
        }
    }

    @Test
    void anErrorSaysWhatIsKnownAndNothingOfOurInsides() {
        Page page = open("/failing/rate");
        assertThat(page.locator(".error")).containsText("Come again in 42 s");
        assertThat(page.locator(".error h1")).hasText("Too many requests");
        page.navigate("/failing/database");
        assertThat(page.locator(".error")).containsText("The database cannot be reached");
        page.navigate("/failing/scope");
        assertThat(page.locator(".error")).containsText("needs the scope read");
        page.navigate("/failing/bug");
        assertThat(page.locator(".error")).containsText("The log has the details under");
        assertThat(page.locator("body")).not().containsText("insides");
        complaints.clear();
    }

    @Test
    void thePrintedPageIsLightAndWithoutControls() {
        reopen(options().setColorScheme(ColorScheme.DARK));
        Page page = open(Objects.requireNonNull(pages.get("/incidents/{id}")).get(1));
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT)
                .setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("header.site")).isHidden();
        assertThat(page.locator("footer.site")).isHidden();
        assertThat(page.locator(".opinions")).isHidden();
        assertThat(page.locator(".trace").first()).isVisible();
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(255, 255, 255)");
        assertThat(page.evaluate("(e => e.scrollHeight - e.clientHeight)(document.querySelector('.trace'))"))
                .isEqualTo(0);
        keep(page, "print");
    }
}
