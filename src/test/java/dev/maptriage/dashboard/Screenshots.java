package dev.maptriage.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes pictures of the pages, filled from `sample-traces`, to be looked at.
///
///     Screenshots DIRECTORY [PAGES [LOCALES [WIDTHS [SCHEMES]]]]
///
/// Lists are joined by commas; without them every page is taken in English and Chinese, 1440 and 390 pixels wide, light
/// and dark. `PAGES` are beginnings of names.
final class Screenshots implements AutoCloseable {
    private static final int HEIGHT = 900;
    private static final int SETTLE_MILLIS = 350;
    private static final List<String> PLACES = List.of("concurrent-write", "nil-map-write", "growth-contention",
            "other");

    private final ConfigurableApplicationContext application;
    private final String base;
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    private Screenshots() {
        System.setProperty("spring.devtools.restart.enabled", "false");
        application = new SpringApplication(MaptriageApplication.class).run("--server.port=0",
                "--maptriage.reproduction.patience=20s",
                "--spring.datasource.url=jdbc:h2:mem:screenshots;DB_CLOSE_DELAY=-1");
        base = "http://localhost:" + Objects.requireNonNull(((WebServerApplicationContext) application).getWebServer())
                .getPort();
    }

    @Override
    public void close() {
        client.close();
        application.close();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        boolean object = body.strip().startsWith("{");
        return json.readTree(client.send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", object ? "application/json" : "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private Map<String, String> filled() throws IOException, InterruptedException {
        Map<String, String> pages = new LinkedHashMap<>();
        for (String place : PLACES) {
            int number = 0;
            for (Path text : texts(place)) {
                JsonNode answer = post("/api/v1/traces?service=" + (number % 2 == 0 ? "cart" : "checkout"),
                        Files.readString(text));
                for (JsonNode incident : answer.path("incidents")) {
                    String id = incident.get("id").asString();
                    String name = Objects.requireNonNull(text.getParent()).getFileName().toString();
                    pages.put("incident-" + name, "/incidents/" + id);
                    pages.put("issue-" + name, "/issues/" + incident.get("issueId").asString());
                }
                number++;
            }
        }
        pages.put("overview", "/");
        pages.put("issues", "/issues");
        pages.put("issues-none", "/issues?q=nothing-is-called-so");
        pages.put("upload", "/upload");
        String delivery = post("/webhooks/generic?service=cart&host=cart-7d9c", Crashes.concurrentWrites("Delivered"))
                .path("id").asString();
        post("/webhooks/vector", "{\"message\":\"recovered a panic and went on\",\"service\":\"odd\"}\n");
        post("/api/v1/rules", """
                {"name": "On call", "causes": ["NEW", "REGRESSED", "SPIKE"], "service": "cart", "environment": "prod",
                 "channel": "SLACK", "target": "https://hooks.example.com/services/abcdef"}""");
        post("/api/v1/searches", "{\"name\": \"Ours\", \"query\": \"service:cart\"}");
        pages.put("deliveries", "/deliveries");
        pages.put("delivery", "/deliveries/" + delivery);
        pages.put("notifications", "/notifications");
        pages.put("settings", "/settings");
        application.getBean(JdbcClient.class).sql("""
                update incident set diagnosis_version = 0, diagnosis = replace(replace(replace(diagnosis,
                  '"WRITE_WRITE"', '"UNKNOWN"'), '.Put', '.Take'), '"confidence":0.9', '"confidence":0.6')
                where category = 'CONCURRENT_WRITE'""").update();
        String run = post("/api/v1/rediagnoses", "{}").path("id").asString();
        pages.put("rediagnosis", "/rediagnosis");
        pages.put("rediagnosis-run", "/rediagnosis/" + run);
        pages.put("rediagnosis-run-kind", "/rediagnosis/" + run + "?field=kind");
        pages.put("issues-syntax", "/issues?q=kind%3Anone");
        pages.put("missing", "/incidents/0190a0a0-0000-7000-8000-000000000000");
        for (String lab : List.of("", "/growth", "/race-window", "/convoy", "/alternatives", "/struct-layout")) {
            pages.put("labs" + lab.replace('/', '-'), "/labs" + lab);
        }
        for (String[] asked : SIMULATIONS) {
            JsonNode simulation = post("/api/v1/simulations",
                    "{\"scenario\":\"%s\",\"goVersion\":\"%s\"}".formatted(asked[0], asked[1]));
            String address = "/simulations/" + simulation.path("id").asString();
            int count = simulation.path("stepCount").asInt();
            pages.put("player-" + asked[0] + "-" + asked[1], address);
            pages.put("player-" + asked[0] + "-" + asked[1] + "-middle", address + "?step=" + Math.max(1, count / 2));
            pages.put("player-" + asked[0] + "-" + asked[1] + "-end", address + "?step=" + Math.max(1, count));
        }
        return pages;
    }

    private static final List<String[]> SIMULATIONS = List.of(new String[]{"write-write", "1.23"},
            new String[]{"write-write", "1.26"}, new String[]{"write-during-growth", "1.23"},
            new String[]{"write-during-growth", "1.26"}, new String[]{"iterate-write", "1.27"},
            new String[]{"read-write", "1.24"}, new String[]{"write-write-mutex", "1.26"},
            new String[]{"write-write-sync-map", "1.26"}, new String[]{"nil-direct-write", "1.26"},
            new String[]{"typed-nil-interface", "1.23"}, new String[]{"lock-convoy", "1.23"});

    private static List<Path> texts(String place) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("sample-traces", place))) {
            return files.filter(path -> path.toString().endsWith(".txt")).sorted().toList();
        }
    }

    private void shoot(Path directory, Map<String, String> pages, Set<String> wanted, List<String> locales,
            List<String> widths, List<String> schemes) {
        try (Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(WithChromium.Condition.chromium().orElseThrow())
                        .setArgs(List.of("--no-sandbox")))) {
            for (String locale : locales) {
                for (String width : widths) {
                    for (String scheme : schemes) {
                        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setBaseURL(base)
                                .setLocale(locale).setColorScheme(ColorScheme.valueOf(scheme.toUpperCase(Locale.ROOT)))
                                .setViewportSize(Integer.parseInt(width), HEIGHT));
                        Page page = context.newPage();
                        pages.forEach((name, path) -> {
                            if (wanted.isEmpty() || wanted.stream().anyMatch(name::startsWith)) {
                                page.navigate(path);
                                page.waitForTimeout(SETTLE_MILLIS);
                                page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                                        .setPath(directory.resolve(
                                                String.join("-", name, locale.substring(0, 2), width, scheme)
                                                        + ".png")));
                            }
                        });
                        context.close();
                    }
                }
            }
        }
    }

    private static List<String> list(String[] args, int at, String otherwise) {
        return List.of((args.length > at ? args[at] : otherwise).split(",", -1));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        List<String> wanted = new ArrayList<>(list(args, 1, ""));
        wanted.removeIf(String::isEmpty);
        List<String> locales = list(args, 2, "en-US,zh-CN");
        List<String> widths = list(args, 3, "1440,390");
        List<String> schemes = list(args, 4, "light,dark");
        try (Screenshots screenshots = new Screenshots()) {
            screenshots.shoot(directory, Map.of("empty-overview", "/", "empty-issues", "/issues"), Set.copyOf(wanted),
                    locales, widths, schemes);
            screenshots.shoot(directory, screenshots.filled(), Set.copyOf(wanted), locales, widths, schemes);
        }
    }
}
