package dev.maptriage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.incident.EventStream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three instances of the service on one PostgreSQL: whoever is asked, the answer is the same, and what one of them began
/// another one ends.
@NullUnmarked
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstancesTest {
    private static final int INSTANCES = 3;
    private static final String TOKEN = "of-three-instances-the-one-token";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static EmbeddedPostgres postgres;
    private static List<ConfigurableApplicationContext> services;
    private static List<Integer> ports;

    /// All at once, on an empty database: one of them makes the tables and the token, the others find them.
    @BeforeAll
    static void start() throws Exception {
        postgres = RealPostgres.start();
        try (ExecutorService starters = Executors.newFixedThreadPool(INSTANCES)) {
            List<Future<ConfigurableApplicationContext>> started = IntStream.range(0, INSTANCES)
                    .mapToObj(n -> starters.submit(InstancesTest::instance)).toList();
            services = new ArrayList<>();
            for (Future<ConfigurableApplicationContext> service : started) {
                services.add(service.get());
            }
        }
        ports = services.stream()
                .map(service -> service.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
                .toList();
    }

    private static ConfigurableApplicationContext instance() {
        SpringApplication application = new SpringApplication(MaptriageApplication.class);
        // Instances are processes of their own; here they share the logging, which cannot be set up by three at once.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener)).toList());
        return application.run("--server.port=0", "--spring.profiles.active=postgres",
                "--spring.devtools.restart.enabled=false",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres", "--spring.datasource.password=",
                "--spring.datasource.hikari.maximum-pool-size=8", "--maptriage.admin-token=" + TOKEN,
                "--maptriage.collectors.idle=1500ms", "--db-scheduler.polling-interval=200ms");
    }

    @AfterAll
    static void stop() throws IOException {
        services.forEach(ConfigurableApplicationContext::close);
        postgres.close();
    }

    private static JdbcClient database() {
        return JdbcClient.create(postgres.getPostgresDatabase());
    }

    private static HttpRequest.Builder request(int instance, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + ports.get(instance) + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder withToken(int instance, String path) {
        return request(instance, path).header("Authorization", "Bearer " + TOKEN);
    }

    private static HttpResponse<String> post(int instance, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = withToken(instance, path).header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static JsonNode get(int instance, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(withToken(instance, path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<JsonNode> all(int instance, String path) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(instance, path + "&size=200&cursor=" + cursor);
            page.at("/items").forEach(items::add);
            cursor = page.at("/next").isNull() ? "" : page.at("/next").asString();
        } while (!cursor.isEmpty());
        return items;
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        Instant end = Instant.now().plus(SOON);
        while (!done.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
        assertThat(done.getAsBoolean()).as("in time").isTrue();
    }

    @Test
    @Order(1)
    void oneOfThoseThatStartAtOnceMakesTheToken() {
        assertThat(database().sql("select name from access_token").query(String.class).list()).containsExactly("admin");
    }

    @Test
    @Order(2)
    void aSessionBegunAtOneIsKnownToAllAndEndsForAll() throws Exception {
        Map<String, String> cookies = new HashMap<>();
        HttpResponse<String> form = browse(0, "/login", null, cookies);
        // The form of one instance is sent to another, and the page is opened at a third one.
        HttpResponse<String> login = browse(1, "/login",
                "username=x&password=" + TOKEN + "&_csrf=" + csrf(form), cookies);
        assertThat(login.statusCode()).isEqualTo(302);
        assertThat(login.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
        HttpResponse<String> page = browse(2, "/settings", null, cookies);
        assertThat(page.statusCode()).isEqualTo(200);
        HttpResponse<String> changed = browse(0, "/logout", "_csrf=" + csrf(page), cookies);
        assertThat(changed.statusCode()).isEqualTo(302);
        Map<String, String> kept = new HashMap<>(cookies);
        kept.putAll(Map.of("maptriage_session", Objects.requireNonNullElse(cookies.get("maptriage_session"), "")));
        assertThat(browse(1, "/settings", null, kept).statusCode()).isEqualTo(302);
    }

    private static HttpResponse<String> browse(int instance, String path, String form, Map<String, String> cookies)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(instance, path).header("Accept", "text/html");
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies.entrySet().stream().map(cookie -> cookie.getKey() + "="
                    + cookie.getValue()).collect(Collectors.joining("; ")));
        }
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form));
        }
        HttpResponse<String> answer = send(request);
        answer.headers().allValues("Set-Cookie").stream().flatMap(line -> HttpCookie.parse(line).stream())
                .filter(cookie -> !cookie.getValue().isEmpty())
                .forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
        return answer;
    }

    private static String csrf(HttpResponse<String> page) {
        Matcher hidden = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(page.body());
        assertThat(hidden.find()).as(page.body()).isTrue();
        return URLEncoder.encode(hidden.group(1), StandardCharsets.UTF_8);
    }

    @Test
    @Order(3)
    void aTokenIsKnownToAllAtOnceAndGoneForAllAtOnce() throws Exception {
        JsonNode made = JSON.readTree(post(0, "/api/v1/tokens", "application/json",
                "{\"name\": \"shipper\", \"scope\": \"READ\"}").body());
        String secret = made.at("/secret").asString();
        for (int instance = 0; instance < INSTANCES; instance++) {
            assertThat(asked(instance, secret)).isEqualTo(200);
        }
        assertThat(send(withToken(1, "/api/v1/tokens/" + made.at("/id").asString()).DELETE()).statusCode())
                .isEqualTo(204);
        for (int instance = 0; instance < INSTANCES; instance++) {
            assertThat(asked(instance, secret)).isEqualTo(401);
        }
    }

    private static int asked(int instance, String token) throws IOException, InterruptedException {
        return send(request(instance, "/api/v1/issues").header("Authorization", "Bearer " + token)).statusCode();
    }

    /// Line by line, each to the next instance, several crashes at once.
    @Test
    @Order(4)
    void recordsOfACrashThatComeToDifferentInstancesAreOneIncident() throws Exception {
        List<String> lines = Crashes.concurrentWrites("Alternating").lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            for (int pod = 0; pod < 6; pod++) {
                String body = JSON.writeValueAsString(Map.of("message", lines.get(line), "pod", "p" + pod, "timestamp",
                        Instant.parse("2026-05-15T09:02:04Z").plusNanos(1_000L * line + 1).toString()));
                assertThat(post((line + pod) % INSTANCES, "/webhooks/vector?service=alternating",
                        "application/x-ndjson", body).statusCode()).isEqualTo(202);
            }
        }
        await(() -> unsettled() == 0);
        for (int instance = 0; instance < INSTANCES; instance++) {
            List<JsonNode> incidents = all(instance, "/api/v1/incidents?service=alternating");
            assertThat(incidents).hasSize(6).allSatisfy(incident -> {
                assertThat(incident.at("/culprit/function").asString())
                        .isEqualTo("example.com/shop/cart.(*Store).Alternating");
                assertThat(incident.at("/lastLine").asInt()).isEqualTo(lines.size());
            });
        }
    }

    private static long unsettled() {
        return database().sql("select count(*) from delivery where state in ('RECEIVED', 'RETRYING')")
                .query(Long.class).single();
    }

    @Test
    @Order(5)
    void whatIsUploadedToOneIsHeardAtAnotherAndAfterGoingOverToAThird() throws Exception {
        String authorization = "Bearer " + TOKEN;
        String last;
        try (EventStream stream = EventStream.open(ports.get(1), "Authorization", authorization)) {
            String first = uploaded(0, "Heard", "service=live");
            EventStream.Event event = stream.next(SOON, heard -> heard.type().equals("incident")
                    && heard.data().contains(first));
            assertThat(event).isNotNull();
            last = event.id();
        }
        String missed = uploaded(1, "Missed", "service=live");
        try (EventStream stream = EventStream.open(ports.get(2), "Authorization", authorization, "Last-Event-ID",
                last)) {
            assertThat(stream.next(SOON, heard -> heard.type().equals("incident") && heard.data().contains(missed)))
                    .isNotNull();
        }
    }

    private static String uploaded(int instance, String function, String query) throws Exception {
        HttpResponse<String> answer = post(instance, "/api/v1/traces?" + query, "text/plain",
                Crashes.concurrentWrites(function));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).at("/incidents/0/id").asString();
    }

    @Test
    @Order(6)
    void aKeyOrATextIsTakenOnceWhereverItComes() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        Set<String> ids = ConcurrentHashMap.newKeySet();
        for (int instance = 0; instance < INSTANCES; instance++) {
            HttpResponse<String> answer = post(instance, "/api/v1/traces?service=keyed&release=r" + instance,
                    "text/plain", Crashes.concurrentWrites("Keyed"), "Idempotency-Key", "one key for all");
            statuses.add(answer.statusCode());
            ids.add(JSON.readTree(answer.body()).at("/uploadId").asString());
        }
        assertThat(statuses).containsExactly(201, 200, 200);
        assertThat(ids).hasSize(1);

        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        try (ExecutorService senders = Executors.newFixedThreadPool(9)) {
            List<Callable<Integer>> uploads = IntStream.range(0, 9)
                    .<Callable<Integer>>mapToObj(n -> () -> answers.merge(post(n % INSTANCES,
                            "/api/v1/traces?service=raced", "text/plain", Crashes.concurrentWrites("Raced"))
                            .statusCode(), 1, Integer::sum))
                    .toList();
            for (Future<Integer> upload : senders.invokeAll(uploads)) {
                upload.get();
            }
        }
        assertThat(answers).containsExactlyInAnyOrderEntriesOf(Map.of(201, 1, 200, 8));
        assertThat(all(2, "/api/v1/incidents?service=raced")).hasSize(1);
    }

    @Test
    @Order(7)
    void aSignedDeliveryIsAnsweredAlikeEverywhereAndStoredOnce() throws Exception {
        String secret = "a secret of the webhook that is long enough";
        assertThat(post(0, "/api/v1/webhook-secrets", "application/json",
                JSON.writeValueAsString(Map.of("source", "github", "secret", secret))).statusCode()).isEqualTo(201);
        String body = JSON.writeValueAsString(Map.of("action", "opened", "repository", Map.of("full_name", "o/r"),
                "issue", Map.of("number", 1, "title", "crash", "body", Crashes.nilMapWrite("Signed"), "html_url",
                        "https://example.com/1")));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = "sha256=" + java.util.HexFormat.of()
                .formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        Set<String> answers = ConcurrentHashMap.newKeySet();
        for (int instance = 0; instance < INSTANCES; instance++) {
            HttpRequest.Builder request = request(instance, "/webhooks/github?service=signed")
                    .header("Content-Type", "application/json").header("X-GitHub-Event", "issues")
                    .header("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
                    .POST(BodyPublishers.ofString(body));
            assertThat(send(request.copy()).statusCode()).isEqualTo(401);
            HttpResponse<String> answer = send(request.header("X-Hub-Signature-256", signature));
            answers.add(answer.statusCode() + answer.body());
        }
        assertThat(answers).hasSize(1).first().asString().startsWith("202");
        await(() -> unsettled() == 0);
        assertThat(all(1, "/api/v1/incidents?service=signed")).hasSize(1);
    }

    @Test
    @Order(8)
    void whoChangesAnIssueThatWasChangedElsewhereIsTold() throws Exception {
        String issue = get(0, "/api/v1/incidents/" + uploaded(0, "Edited", "service=edited")).at("/issueId").asString();
        String etag = send(withToken(1, "/api/v1/issues/" + issue)).headers().firstValue("ETag").orElseThrow();
        assertThat(patch(2, issue, etag, "ACKNOWLEDGED")).isEqualTo(200);
        assertThat(patch(1, issue, etag, "RESOLVED")).isEqualTo(412);
        assertThat(get(0, "/api/v1/issues/" + issue).at("/status").asString()).isEqualTo("ACKNOWLEDGED");
    }

    private static int patch(int instance, String issue, String etag, String status) throws Exception {
        return send(withToken(instance, "/api/v1/issues/" + issue).header("If-Match", etag)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{\"status\": \"" + status + "\"}"))).statusCode();
    }

    /// A simulation tells that it begins; nobody began one that another had begun.
    @Test
    @Order(9)
    void workInTheBackgroundIsDoneByOneOfThem() throws Exception {
        await(() -> database().sql("select count(*) from simulation where state in ('QUEUED', 'RUNNING')")
                .query(Long.class).single() == 0);
        Map<UUID, Integer> begun = new TreeMap<>();
        database().sql("select subject, body from live_event where type = 'simulation' order by id").query(row -> {
            JsonNode event = JSON.readTree(row.getString(2));
            if (event.at("/state").asString().equals("RUNNING") && !event.has("runs")) {
                begun.merge(row.getObject(1, UUID.class), 1, Integer::sum);
            }
        });
        assertThat(begun).isNotEmpty().allSatisfy((simulation, times) -> assertThat(times).isEqualTo(1));
        assertThat(database().sql("select task_name from scheduled_tasks where task_instance = 'recurring'")
                .query(String.class).list()).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    @Order(9)
    void nothingOfKafkaIsThereWithoutItsProfile() {
        assertThat(services.getFirst().getBeanDefinitionNames()).filteredOn(name -> name.contains("afka"))
                .allMatch(name -> name.endsWith("TopicProperties"));
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().contains("kafka"));
    }

    /// Shippers that go to the next address when one does not answer, as they do behind a proxy.
    @Test
    @Order(10)
    void nothingIsLostOrDoubledWhenOneStopsInTheMiddle() throws Exception {
        Set<Integer> taken = ConcurrentHashMap.newKeySet();
        AtomicInteger numbers = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<?>> sending = new ArrayList<>();
        try (ExecutorService senders = Executors.newFixedThreadPool(6)) {
            for (int sender = 0; sender < 6; sender++) {
                int first = sender;
                sending.add(senders.submit(() -> {
                    while (!enough.get()) {
                        int number = numbers.incrementAndGet();
                        deliver(number, first + number);
                        taken.add(number);
                    }
                    return null;
                }));
            }
            await(() -> taken.size() > 20);
            services.get(1).close();
            int then = taken.size();
            await(() -> taken.size() > then + 20);
            enough.set(true);
            for (Future<?> sender : sending) {
                sender.get();
            }
        }
        await(() -> unsettled() == 0);
        Map<String, Long> stored = all(0, "/api/v1/incidents?service=stopped").stream()
                .collect(Collectors.groupingBy(incident -> incident.at("/release").asString(), Collectors.counting()));
        assertThat(taken).hasSize(numbers.get());
        assertThat(stored).hasSize(taken.size())
                .allSatisfy((release, count) -> assertThat(count).as(release).isEqualTo(1));
    }

    /// Half of a crash to one instance, the other half to the next one; what is not answered 202 goes elsewhere.
    private static void deliver(int number, int first) throws Exception {
        List<String> lines = Crashes.concurrentWrites("Stopped").lines().toList();
        for (int half = 0; half < 2; half++) {
            StringBuilder body = new StringBuilder();
            for (int line = half * lines.size() / 2; line < (half + 1) * lines.size() / 2; line++) {
                body.append(JSON.writeValueAsString(Map.of("message", lines.get(line), "pod", "s" + number, "timestamp",
                        Instant.parse("2026-05-15T09:02:04Z").plusNanos(1_000L * line + 1).toString()))).append('\n');
            }
            int instance = first + half;
            while (!isTaken(instance % INSTANCES, number, body.toString())) {
                instance++;
            }
        }
    }

    private static boolean isTaken(int instance, int number, String body) throws InterruptedException {
        try {
            return post(instance, "/webhooks/vector?service=stopped&release=r" + number, "application/x-ndjson", body)
                    .statusCode() == 202;
        } catch (IOException gone) {
            return false;
        }
    }
}
