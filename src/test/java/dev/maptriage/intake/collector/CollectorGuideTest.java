package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maptriage.Crashes;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

/// What `docs/collectors` offers does what it says: files are well formed, addresses are served, and with the senders that
/// this machine has a crash arrives.
@NullUnmarked
@DirtiesContext
@Timeout(180)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.collectors.idle=1s", "db-scheduler.polling-interval=100ms"})
class CollectorGuideTest {
    private static final Path GUIDE = Path.of("docs/collectors");
    private static final Pattern ADDRESS = Pattern
            .compile("/webhooks/[a-z]+|/v1/logs|/loki/api/v1/push|/api/v1/traces");
    private static final Pattern LINK = Pattern.compile("]\\(([\\w.-]+)\\)");
    private static final String HOST = "https://maptriage.example.com";
    private static final String SECRET = "whsec_b25seS1hLXRlc3Qtb2YtdGhlLWd1aWRl";

    @TempDir
    static Path directory;

    @TempDir
    Path scratch;

    @LocalServerPort
    int port;

    @Autowired
    WebhookSecrets secrets;

    Collectors service;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("guide") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }

    @BeforeEach
    void client() {
        service = new Collectors(port);
    }

    private static String read(String name) throws IOException {
        return Files.readString(GUIDE.resolve(name));
    }

    private static Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md"))
                    .forEach(names::add);
            return names;
        }
    }

    @Test
    void theGuideNamesEveryFileAndEverySource() throws IOException {
        String guide = read("README.md");
        assertThat(LINK.matcher(guide).results().map(found -> found.group(1)).distinct())
                .containsExactlyInAnyOrderElementsOf(files());
        assertThat(ADDRESS.matcher(guide).results().map(found -> found.group()).toList())
                .containsAll(Sources.NAMES.stream()
                        .map(source -> source.equals(Sources.OTLP) ? "/v1/logs" : "/webhooks/" + source).toList());
    }

    @Test
    void everyAddressIsServed() throws IOException {
        Set<String> addresses = new TreeSet<>();
        for (String file : files()) {
            List<String> found = ADDRESS.matcher(read(file)).results().map(one -> one.group()).toList();
            assertThat(found).as(file).isNotEmpty();
            addresses.addAll(found);
        }
        assertThat(addresses).hasSizeGreaterThan(12)
                .allSatisfy(address -> assertThat(service.post(address, "", "Content-Type", "application/json"))
                        .doesNotStartWith("404 "));
        assertThat(service.post("/webhooks/nobody", "")).startsWith("404 ");
    }

    @Test
    void configurationIsWellFormed() throws IOException {
        for (String file : files()) {
            if (file.endsWith(".yaml") || file.endsWith(".yml")) {
                Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(read(file));
                assertThat(loaded).as(file).isInstanceOf(Map.class);
            } else if (file.endsWith(".json")) {
                assertThat(Collectors.JSON.readTree(read(file)).isObject()).as(file).isTrue();
            }
        }
    }

    @Test
    void scriptsAreCleanForShellcheck() throws Exception {
        needs("shellcheck", "shellcheck");
        for (String file : files()) {
            if (file.endsWith(".sh")) {
                assertThat(Files.isExecutable(GUIDE.resolve(file))).as(file).isTrue();
                assertThat(run(Map.of(), "shellcheck", GUIDE.resolve(file).toString())).isEqualTo("0 ");
            }
        }
    }

    @Test
    void aSignatureOfCurlAndOpensslIsAccepted() throws Exception {
        needs("curl", "curl");
        needs("openssl", "openssl");
        Path crash = Files.writeString(scratch.resolve("crash.txt"), Crashes.nilMapWrite("SignedByShell"));
        WebhookSecrets.Entry entry = secrets.add("generic", SECRET);
        try {
            String script = GUIDE.resolve("signed.sh").toString();
            assertThat(run(Map.of("MAPTRIAGE_SECRET", SECRET, "MAPTRIAGE_URL", url()), script, crash.toString(),
                    "signed-shell")).startsWith("0 ");
            assertThat(run(Map.of("MAPTRIAGE_SECRET", "whsec_d3Jvbmc=", "MAPTRIAGE_URL", url()), script,
                    crash.toString(), "signed-shell")).startsWith("22 ").contains("401");
        } finally {
            secrets.remove(entry.id());
        }
        single("signed-shell", "SignedByShell");
    }

    @Test
    void logsOfDeadContainersAreSentOnce() throws Exception {
        Path go = goes(0).stream().findFirst().orElse(null);
        assumeTrue(go != null || ci(), "there is no Go on this machine, which stands in for the template of kubectl");
        Path bin = Files.createDirectory(scratch.resolve("bin"));
        standInForKubectl(go, bin);
        Map<String, String> settings = Map.of("PATH", bin + File.pathSeparator + System.getenv("PATH"), "CLUSTER",
                scratch.toString(), "MAPTRIAGE_URL", url(), "MAPTRIAGE_TOKEN", "not-looked-at-here");
        String script = GUIDE.resolve("kubectl-crashes.sh").toString();
        assertThat(run(settings, script, "-A", "-e", "prod")).startsWith("0 ")
                .contains("shop/cart-7d9/cart: sent: ", "shop/stock-job/stock: sent: ",
                        "shop/odd-1/odd: no Go crash in its log")
                .doesNotContain("fine", "killed");
        assertThat(run(settings, script, "-A", "-e", "prod")).contains("shop/cart-7d9/cart: sent before");
        JsonNode incident = single("cart-k8s", "FromKubectl");
        assertThat(incident.at("/host").asString()).isEqualTo("cart-7d9");
        assertThat(incident.at("/release").asString()).isEqualTo("v1.8.2");
        assertThat(incident.at("/environment").asString()).isEqualTo("prod");
        assertThat(incident.at("/occurredAt").asString()).startsWith("2026-05-15T09:02:04");
        single("stock", "FromAJob");
        assertThat(Files.readString(scratch.resolve("asked")))
                .contains("get pods --all-namespaces --output go-template=")
                .contains("logs --namespace shop cart-7d9 --container cart --previous --tail 20000")
                .contains("logs --namespace shop stock-job --container stock --tail 20000")
                .doesNotContain("fine", "killed");
    }

    /// Answers as kubectl does; the template is evaluated by Go itself.
    private void standInForKubectl(Path go, Path bin) throws Exception {
        Path source = Files.writeString(scratch.resolve("render.go"), """
                package main

                import (
                	"encoding/json"
                	"os"
                	"text/template"
                )

                func main() {
                	text, _ := os.ReadFile(os.Args[2])
                	var pods any
                	if err := json.Unmarshal(text, &pods); err != nil {
                		panic(err)
                	}
                	if err := template.Must(template.New("t").Parse(os.Args[1])).Execute(os.Stdout, pods); err != nil {
                		panic(err)
                	}
                }
                """);
        assertThat(build(go, scratch, bin.resolve("render"), source.toString())).startsWith("0 ");
        Path kubectl = Files.writeString(bin.resolve("kubectl"), """
                #!/bin/sh
                echo "$@" >> "$CLUSTER/asked"
                case $1 in
                  get) for last; do :; done; exec render "${last#go-template=}" "$CLUSTER/pods.json" ;;
                  logs) cat "$CLUSTER/$4.log" ;;
                esac
                """);
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        Files.writeString(scratch.resolve("cart-7d9.log"), Crashes.concurrentWrites("FromKubectl"));
        Files.writeString(scratch.resolve("stock-job.log"), Crashes.nilMapWrite("FromAJob"));
        Files.writeString(scratch.resolve("odd-1.log"), "usage: odd [options]\n");
        List<Object> pods = new ArrayList<>();
        pods.add(pod("cart-7d9", Map.of("app", "cart-k8s"), "cart", "lastState", 2));
        pods.add(pod("stock-job", Map.of(), "stock", "state", 2));
        pods.add(pod("odd-1", Map.of(), "odd", "lastState", 2));
        pods.add(pod("fine-1", Map.of(), "fine", "state", 0));
        pods.add(pod("killed-1", Map.of(), "killed", "lastState", 137));
        pods.add(Map.of("metadata", Map.of("name", "waiting", "namespace", "shop"), "status", Map.of()));
        Files.writeString(scratch.resolve("pods.json"), Collectors.JSON.writeValueAsString(Map.of("items", pods)));
    }

    private static Map<String, Object> pod(String name, Map<String, String> labels, String container, String where,
            int exit) {
        Map<String, Object> end = Map.of("terminated", Map.of("exitCode", exit, "finishedAt", "2026-05-15T09:02:04Z",
                "containerID", "containerd://" + name));
        return Map.of("metadata", Map.of("name", name, "namespace", "shop", "labels", labels), "status",
                Map.of("containerStatuses", List.of(Map.of("name", container, "image",
                        "registry.example.com:5000/shop/" + container + ":v1.8.2", "lastState",
                        where.equals("lastState") ? end : Map.of(), "state",
                        where.equals("state") ? end : Map.of("running", Map.of())))));
    }

    @Test
    void theMonitorOfAGoProgramSendsItsCrash() throws Exception {
        List<Path> toolchains = goes(23);
        assumeTrue(!toolchains.isEmpty() || ci(), "there is no Go from 1.23 on this machine");
        assertThat(toolchains).as("Go from 1.23").isNotEmpty();
        Path module = Files.createDirectories(scratch.resolve("shop"));
        Files.createDirectory(module.resolve("crashmon"));
        Files.writeString(module.resolve("go.mod"), "module example.com/shop\n\ngo 1.23\n");
        Files.copy(GUIDE.resolve("crashmon.go"), module.resolve("crashmon/crashmon.go"));
        Files.writeString(module.resolve("main.go"), """
                package main

                import (
                	"os"

                	"example.com/shop/crashmon"
                )

                func main() {
                	if err := crashmon.Start(crashmon.Options{Release: "v7"}); err != nil {
                		panic(err)
                	}
                	if len(os.Args) > 1 {
                		os.Exit(3)
                	}
                	store(nil)
                }

                //go:noinline
                func store(m map[string]int) { m["x"] = 1 }
                """);
        for (int i = 0; i < toolchains.size(); i++) {
            Path program = module.resolve("shop" + i);
            assertThat(build(toolchains.get(i), module, program, ".")).startsWith("0 ");
            String name = "crashmon-" + i;
            Map<String, String> settings = Map.of("MAPTRIAGE_URL", url(), "MAPTRIAGE_SERVICE", name);
            assertThat(run(settings, program.toString(), "in peace")).isEqualTo("3 ");
            assertThat(run(settings, program.toString())).startsWith("2 ").contains("assignment to entry in nil map");
            JsonNode incident = awaited(name, "store");
            assertThat(incident.at("/category").asString()).isEqualTo("NIL_MAP_WRITE");
            assertThat(incident.at("/release").asString()).isEqualTo("v7");
            String text = new String(HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                    service.uri("/api/v1/incidents/" + incident.at("/id").asString() + "/trace")).build(),
                    HttpResponse.BodyHandlers.ofByteArray()).body(), StandardCharsets.UTF_8);
            assertThat(text).startsWith("go version go1.").contains("GOMAXPROCS=", "path example.com/shop\n");
            if (run(Map.of(), "unshare", "-pf", "--mount-proc", "true").equals("0 ")) {
                Map<String, String> first = Map.of("MAPTRIAGE_URL", url(), "MAPTRIAGE_SERVICE", name + "-as-1");
                assertThat(run(first, "unshare", "-pf", "--mount-proc", program.toString(), "in peace"))
                        .isEqualTo("3 ");
                assertThat(run(first, "unshare", "-pf", "--mount-proc", program.toString())).startsWith("2 ");
                awaited(name + "-as-1", "store");
            }
        }
    }

    /// The monitor delivers after the program is gone.
    private JsonNode awaited(String name, String function) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(20);
        while (service.all("/api/v1/incidents?service=" + name).isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
        List<JsonNode> incidents = service.incidents(name);
        assertThat(incidents).as(name).hasSize(1);
        assertThat(incidents.getFirst().at("/culprit/function").asString()).endsWith("." + function);
        return incidents.getFirst();
    }

    @Test
    void alertmanagersWebhookIsLinked() throws Exception {
        needs("prometheus-alertmanager", "prometheus-alertmanager");
        service.post("/webhooks/generic?service=alerted", Crashes.nilMapWrite("Alerted"));
        JsonNode incident = single("alerted", "Alerted");
        Path token = Files.writeString(scratch.resolve("token"), "not-looked-at-here");
        Path config = Files.writeString(scratch.resolve("alertmanager.yml"), read("alertmanager.yml")
                .replace(HOST, url()).replace("/etc/alertmanager/maptriage-token", token.toString())
                .replace("group_wait: 10s", "group_wait: 1s"));
        int free = freePort();
        Process alertmanager = start(Map.of(), "prometheus-alertmanager", "--config.file=" + config,
                "--storage.path=" + scratch.resolve("data"), "--web.listen-address=127.0.0.1:" + free,
                "--cluster.listen-address=");
        try {
            String alert = Collectors.JSON.writeValueAsString(List.of(Map.of("labels",
                    Map.of("alertname", "CrashLooping", "service", "alerted", "namespace", "shop", "pod", "a-1"))));
            accepted(URI.create("http://127.0.0.1:" + free + "/api/v2/alerts"), alert);
            JsonNode delivery = delivered("alertmanager");
            assertThat(delivery.at("/state").asString()).isEqualTo("LINKED");
            assertThat(delivery.at("/alerts/0/title").asString()).contains("CrashLooping");
            assertThat(delivery.at("/incidents/0").asString()).isEqualTo(incident.at("/id").asString());
        } finally {
            alertmanager.destroyForcibly().waitFor();
        }
    }

    private static void accepted(URI address, String body) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        while (true) {
            try {
                HttpResponse<String> answer = HttpClient.newHttpClient().send(
                        HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                return;
            } catch (IOException notUpYet) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(100);
            }
        }
    }

    private JsonNode delivered(String source) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        List<JsonNode> deliveries = service.all("/api/v1/deliveries?source=" + source);
        while (deliveries.isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            deliveries = service.all("/api/v1/deliveries?source=" + source);
        }
        assertThat(deliveries).isNotEmpty();
        return deliveries.getFirst();
    }

    @Test
    void systemdUploadsItsJournal() throws Exception {
        Path upload = Path.of("/usr/lib/systemd/systemd-journal-upload");
        Path remote = Path.of("/usr/lib/systemd/systemd-journal-remote");
        assumeTrue(ci() || (Files.isExecutable(upload) && Files.isExecutable(remote)),
                "needs systemd-journal-remote of Debian");
        assertThat(read("journal-upload.conf")).contains("URL=http://localhost:8080/webhooks/journald");
        StringBuilder export = new StringBuilder();
        int n = 0;
        for (String line : Crashes.concurrentWrites("FromTheJournal").lines().toList()) {
            export.append("__REALTIME_TIMESTAMP=").append(1_778_835_724_000_000L + ++n)
                    .append("\n__MONOTONIC_TIMESTAMP=").append(n)
                    .append("\n_BOOT_ID=0123456789abcdef0123456789abcdef\nSYSLOG_IDENTIFIER=journal-app\n_HOSTNAME=j-1")
                    .append("\nMESSAGE=").append(line).append("\n\n");
        }
        Path entries = Files.writeString(scratch.resolve("entries"), export);
        Path journal = scratch.resolve("test.journal");
        assertThat(run(Map.of(), remote.toString(), "--output=" + journal, entries.toString())).startsWith("0 ");
        for (int i = 0; i < 2; i++) {
            assertThat(run(Map.of(), upload.toString(), "--url=http://localhost:" + port + "/webhooks/journald",
                    "--file=" + journal, "--follow=no", "--save-state=" + scratch.resolve("state" + i)))
                    .startsWith("0 ");
        }
        assertThat(single("journal-app", "FromTheJournal").at("/host").asString()).isEqualTo("j-1");
    }

    @Test
    void syslogNgPostsLines() throws Exception {
        assumeTrue(ci() || unpacked() != null || has("syslog-ng"), "there is no syslog-ng on this machine");
        Path log = Files.writeString(scratch.resolve("app.log"), "");
        Path config = Files.writeString(scratch.resolve("syslog-ng.conf"),
                read("syslog-ng.conf").replace(HOST, url()).replace("  system();\n  internal();\n", "  file(\"" + log
                        + "\" flags(no-parse) follow-freq(0.1) program-override(\"syslog-app\") host-override(\"s-1\"));\n"));
        assertThat(Files.readString(config)).contains("program-override");
        Map<String, String> settings = new HashMap<>(Map.of("MAPTRIAGE_TOKEN", "not-looked-at-here"));
        List<String> command = syslogNg(settings);
        command.addAll(List.of("-F", "--no-caps", "-f", config.toString(), "-R", scratch.resolve("persist").toString(),
                "-p", scratch.resolve("pid").toString(), "-c", scratch.resolve("control").toString()));
        Process syslog = start(settings, command.toArray(String[]::new));
        try {
            Files.writeString(log, Crashes.concurrentWrites("FromSyslog"));
            delivered("generic");
            awaited("syslog-app", "FromSyslog");
            assertThat(single("syslog-app", "FromSyslog").at("/host").asString()).isEqualTo("s-1");
        } finally {
            syslog.destroyForcibly().waitFor();
        }
    }

    /// Where syslog-ng was unpacked and not installed, since only one system logger can be; null for nowhere.
    private static @Nullable Path unpacked() {
        String root = System.getenv("SYSLOG_NG_ROOT");
        return root == null || root.isEmpty() ? null : Path.of(root);
    }

    private static List<String> syslogNg(Map<String, String> settings) throws IOException {
        Path root = unpacked();
        if (root == null) {
            return new ArrayList<>(List.of("syslog-ng"));
        }
        Path own = root.resolve("usr/lib/syslog-ng");
        List<Path> libraries = new ArrayList<>(List.of(own));
        try (Stream<Path> folders = Files.list(root.resolve("usr/lib"))) {
            folders.filter(folder -> folder.getFileName().toString().endsWith("-linux-gnu")).forEach(libraries::add);
        }
        settings.put("LD_LIBRARY_PATH", String.join(File.pathSeparator, libraries.stream().map(Path::toString)
                .toList()));
        try (Stream<Path> folders = Files.list(own)) {
            Path modules = folders.filter(folder -> folder.getFileName().toString().matches("[\\d.]+")).findFirst()
                    .orElseThrow();
            return new ArrayList<>(
                    List.of(root.resolve("usr/sbin/syslog-ng").toString(), "--module-path=" + modules));
        }
    }

    private JsonNode single(String name, String function) {
        List<JsonNode> incidents = service.incidents(name);
        assertThat(incidents).as(name).hasSize(1);
        assertThat(incidents.getFirst().at("/culprit/function").asString()).endsWith("." + function);
        assertThat(service.count(incidents.getFirst())).isEqualTo(1);
        return incidents.getFirst();
    }

    private String url() {
        return "http://localhost:" + port;
    }

    private static boolean ci() {
        return "true".equals(System.getenv("CI"));
    }

    private static boolean has(String command) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /// Without it the test is skipped and says so; in CI it goes on and fails.
    private static void needs(String command, String packages) {
        assumeTrue(ci() || has(command), "needs " + command + ", for example: apt-get install " + packages);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Go commands of this machine from a minor version on, each version once.
    private List<Path> goes(int minor) throws Exception {
        List<Path> places = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            places.add(Path.of(folder, "go"));
        }
        for (int version = 19; version < 40; version++) {
            places.add(Path.of("/usr/lib/go-1." + version + "/bin/go"));
        }
        Set<String> versions = new TreeSet<>();
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            Matcher version = Pattern.compile("go1\\.(\\d+)")
                    .matcher(Files.isExecutable(place) ? run(Map.of(), place.toString(), "version") : "");
            if (version.find() && Integer.parseInt(version.group(1)) >= minor && versions.add(version.group(1))) {
                found.add(place);
            }
        }
        return found;
    }

    private String build(Path go, Path folder, Path program, String what) throws Exception {
        Process process = prepared(Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "", "GOPROXY", "off", "GOCACHE",
                directory.resolve("go-cache").toString(), "GOPATH", directory.resolve("go-path").toString()),
                go.toString(), "build", "-o", program.toString(), what).directory(folder.toFile()).start();
        return ended(process);
    }

    private static ProcessBuilder prepared(Map<String, String> settings, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        builder.environment().remove("GOROOT");
        builder.environment().remove("GOTRACEBACK");
        return builder;
    }

    private Process start(Map<String, String> settings, String... command) throws IOException {
        return prepared(settings, command).redirectOutput(scratch.resolve("out").toFile()).start();
    }

    /// Status and output of a command, e.g. `0 done`.
    private String run(Map<String, String> settings, String... command) throws Exception {
        Path out = Files.createTempFile(scratch, "out", ".txt");
        try {
            Process process = prepared(settings, command).redirectOutput(out.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(Duration.ofSeconds(100).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor() + " " + Files.readString(out);
        } catch (IOException notThere) {
            return "127 " + notThere.getMessage();
        }
    }

    private static String ended(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }
}
