package dev.maptriage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Asks every endpoint there is, without a token and with one of each scope, and compares with the table in `docs/access.md`.
/// An endpoint that is not in the table fails; `-Dmaptriage.rewrite=true` writes the table as it is, to be reviewed.
@NullUnmarked
@AutoConfigureMockMvc
@DirtiesContext
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "maptriage.admin-token=only-a-test-only-a-test",
    "spring.datasource.url=jdbc:h2:mem:table;DB_CLOSE_ON_EXIT=FALSE", "maptriage.rate-limits.failures-per-address=0"})
class AuthorisationTableTest {
    private static final Path DOCUMENT = Path.of("docs/access.md");
    private static final String HEAD = "| endpoint | anybody | ingest | read | triage | admin |";
    private static final String RULE = "|---|---|---|---|---|---|";
    private static final String ID = "0192f000-0000-7000-8000-000000000000";
    private static final Set<String> PROGRAMS = Set.of("/api", "/actuator", "/v3", "/webhooks", "/v1", "/loki");
    private static final String STREAM = "/api/v1/events";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int REFUSED = 401;
    private static final int FORBIDDEN = 403;

    @Autowired
    MockMvc mvc;
    @Autowired
    AccessTokens tokens;
    @Autowired
    List<RequestMappingInfoHandlerMapping> mappings;

    private final Map<Scope, String> secrets = new EnumMap<>(Scope.class);
    private final Map<Scope, Cookie> sessions = new EnumMap<>(Scope.class);

    @BeforeEach
    void makeATokenOfEachScope() throws Exception {
        for (Scope scope : Scope.values()) {
            String secret = tokens.create("table-" + scope + "-" + UUID.randomUUID(), scope, null, "test").secret();
            secrets.put(scope, secret);
            sessions.put(scope,
                    mvc.perform(post("/login").param("username", "x").param("password", secret).with(csrf()))
                            .andReturn()
                            .getResponse().getCookie(SessionCookie.NAME));
        }
    }

    @Test
    void everyEndpointIsOpenToThoseInTheTableAndToNobodyElse() throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (String endpoint : endpoints()) {
            StringBuilder row = new StringBuilder("| `").append(endpoint).append("` |");
            row.append(cell(isOpen(endpoint, null)));
            for (Scope scope : Scope.values()) {
                row.append(cell(isOpen(endpoint, scope)));
            }
            found.put(endpoint, row.toString());
        }
        assertThat(found).hasSizeGreaterThan(60);
        if (Boolean.getBoolean("maptriage.rewrite")) {
            rewrite(List.copyOf(found.values()));
        }
        assertThat(table()).containsExactlyElementsOf(found.values());
    }

    /// What a scope may, it may not lose on the way up.
    @Test
    void adminMayEverythingAndNobodyMayWhatTokensAreFor() throws IOException {
        List<String> table = table();
        assertThat(table).isNotEmpty().allSatisfy(row -> assertThat(row).endsWith("| yes |"));
        assertThat(table).filteredOn(row -> row.contains("|  | yes | yes | yes | yes |")).isEmpty();
        assertThat(table).filteredOn(row -> row.contains("`GET /api/v1/tokens`"))
                .containsExactly("| `GET /api/v1/tokens` |  |  |  |  | yes |");
        assertThat(table).filteredOn(row -> row.contains("`POST /api/v1/traces`"))
                .containsExactly("| `POST /api/v1/traces` |  | yes |  |  | yes |");
        assertThat(table).filteredOn(row -> row.contains("`DELETE /api/v1/incidents/{id}`"))
                .containsExactly("| `DELETE /api/v1/incidents/{id}` |  |  |  | yes | yes |");
    }

    private static String cell(boolean open) {
        return open ? " yes |" : "  |";
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>((a, b) -> (path(a) + " " + a).compareTo(path(b) + " " + b));
        for (RequestMappingInfoHandlerMapping mapping : mappings) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (String pattern : info.getPatternValues()) {
                    for (RequestMethod method : methods.isEmpty()
                            ? Set.of(RequestMethod.GET, RequestMethod.POST)
                            : methods) {
                        endpoints.add(method + " " + pattern);
                    }
                }
            }
        }
        return endpoints;
    }

    private static String path(String endpoint) {
        return endpoint.substring(endpoint.indexOf(' ') + 1);
    }

    private boolean isOpen(String endpoint, @Nullable Scope scope) throws Exception {
        String path = path(endpoint);
        HttpMethod method = HttpMethod.valueOf(endpoint.substring(0, endpoint.indexOf(' ')));
        boolean program = PROGRAMS.stream().anyMatch(prefix -> path.startsWith(prefix + "/") || path.equals(prefix));
        MockHttpServletRequestBuilder request = request(method, URI.create(filled(path)));
        if (!method.equals(HttpMethod.GET)) {
            // No endpoint takes this for what it wants, so nothing is done where it is let in.
            request.contentType("application/json").content("!");
        }
        if (program) {
            request.accept("*/*");
            if (scope != null) {
                request.header("Authorization", "Bearer " + secrets.get(scope));
            }
        } else {
            request.accept("text/html").with(csrf());
            if (scope != null) {
                request.cookie(sessions.get(scope));
            }
        }
        MockHttpServletResponse response = path.equals(STREAM)
                ? beginningOf(request)
                : mvc.perform(request).andReturn().getResponse();
        String target = response.getRedirectedUrl();
        boolean sentToLogin = target != null && target.endsWith("/login") && !path.equals("/login");
        return response.getStatus() != REFUSED && response.getStatus() != FORBIDDEN && !sentToLogin;
    }

    /// A stream has no end; who is refused hears it at once.
    private MockHttpServletResponse beginningOf(MockHttpServletRequestBuilder request) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<MockHttpServletResponse> answer = threads
                    .submit(() -> mvc.perform(request).andReturn().getResponse());
            try {
                return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException streaming) {
                answer.cancel(true);
                return new MockHttpServletResponse();
            }
        }
    }

    private static String filled(String pattern) {
        return pattern.replace("{source}", "generic").replace("/**", "/x").replaceAll("\\{\\*[^}]*}", "x")
                .replaceAll("\\{[^}]*}", ID);
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).toList();
    }

    private static void rewrite(List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.equals(RULE)) {
                lines.add(line);
                lines.addAll(rows);
            } else if (!line.startsWith("| `")) {
                lines.add(line);
            }
        }
        assertThat(lines).contains(HEAD);
        Files.write(DOCUMENT, lines);
    }
}
