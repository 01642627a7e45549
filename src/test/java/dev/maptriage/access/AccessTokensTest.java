package dev.maptriage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.jayway.jsonpath.JsonPath;
import dev.maptriage.Crashes;
import jakarta.persistence.EntityManager;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/// The life of tokens, from a service that is open to its machine to one that is closed, and back.
@NullUnmarked
@AutoConfigureMockMvc
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false",
    "spring.datasource.url=jdbc:h2:mem:tokens;DB_CLOSE_ON_EXIT=FALSE", "maptriage.rate-limits.failures-per-address=3"})
class AccessTokensTest {
    @Autowired
    MockMvc mvc;
    @Autowired
    AccessTokens tokens;
    @Autowired
    EntityManager entities;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    Clock clock;

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request, @Nullable String token)
            throws Exception {
        return mvc.perform(token == null ? request : request.header("Authorization", "Bearer " + token)).andReturn()
                .getResponse();
    }

    private MockHttpServletResponse make(String body, @Nullable String token) throws Exception {
        return send(post("/api/v1/tokens").contentType("application/json").content(body), token);
    }

    private static String secret(MockHttpServletResponse response) throws UnsupportedEncodingException {
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(201);
        return JsonPath.read(response.getContentAsString(), "$.secret");
    }

    private List<String> audit(String admin, String action) throws Exception {
        MockHttpServletResponse response = send(get("/api/v1/audit").param("action", action), admin);
        assertThat(response.getStatus()).isEqualTo(200);
        return JsonPath.read(response.getContentAsString(), "$.items[*].subject");
    }

    @Test
    void theFirstTokenClosesTheServiceAndTheLastOneOpensIt() throws Exception {
        assertThat(send(get("/api/v1/issues"), null).getStatus()).isEqualTo(200);
        assertThat(make("{\"name\":\"shipper\",\"scope\":\"INGEST\"}", null).getStatus()).isEqualTo(409);
        assertThat(
                make("{\"name\":\"a\",\"scope\":\"ADMIN\",\"expiresAt\":\"2999-01-01T00:00:00Z\"}", null).getStatus())
                .isEqualTo(409);

        MockHttpServletResponse first = make("{\"name\":\"me\",\"scope\":\"ADMIN\"}", null);
        String admin = secret(first);
        assertThat(first.getHeader("Cache-Control")).contains("no-store");
        assertThat(admin).matches("mtr_[A-Za-z0-9_-]{43}");
        assertThat(send(get("/api/v1/issues"), null).getStatus()).isEqualTo(401);
        assertThat(mvc.perform(get("/issues").accept("text/html")).andReturn().getResponse().getRedirectedUrl())
                .contains("/login");
        assertThat(send(get("/api/v1/issues"), admin).getStatus()).isEqualTo(200);

        String ingest = secret(make("{\"name\":\"shipper\",\"scope\":\"INGEST\"}", admin));
        assertThat(send(post("/api/v1/traces").content(Crashes.concurrentWrites("Put")), ingest).getStatus())
                .isEqualTo(201);
        assertThat(send(get("/api/v1/issues"), ingest).getStatus()).isEqualTo(403);
        assertThat(make("{\"name\":\"shipper\"}", admin).getStatus()).isEqualTo(409);

        List<String> ids = JsonPath.read(send(get("/api/v1/tokens"), admin).getContentAsString(), "$.items[*].id");
        assertThat(send(get("/api/v1/tokens"), admin).getContentAsString()).doesNotContain(admin.substring(12))
                .contains(admin.substring(0, 10)).contains("lastUsedAt");
        assertThat(send(delete("/api/v1/tokens/" + ids.get(0)), admin).getStatus()).isEqualTo(409);
        assertThat(send(delete("/api/v1/tokens/" + ids.get(1)), admin).getStatus()).isEqualTo(204);
        assertThat(send(post("/api/v1/traces").content("x"), ingest).getStatus()).isEqualTo(401);
        assertThat(send(delete("/api/v1/tokens/" + ids.get(0)), admin).getStatus()).isEqualTo(204);
        assertThat(send(get("/api/v1/issues"), null).getStatus()).isEqualTo(200);
    }

    @Test
    void keepsTokensAsHashesAloneAndNotesTheirUseOnceAMinute() throws Exception {
        String admin = secret(make("{\"name\":\"me\",\"scope\":\"ADMIN\"}", null));
        String row = jdbc.sql("select sha256 || ' ' || hint from access_token").query(String.class).single();
        assertThat(row).doesNotContain(admin.substring(11)).hasSize(64 + 1 + 10);

        send(get("/api/v1/issues"), admin);
        Instant noted = tokens.list().getFirst().lastUsedAt();
        assertThat(noted).isNotNull();
        send(get("/api/v1/issues"), admin);
        assertThat(tokens.list().getFirst().lastUsedAt()).isEqualTo(noted);
        jdbc.sql("update access_token set last_used_at = ?")
                .params(noted.minusSeconds(61).atOffset(java.time.ZoneOffset.UTC)).update();
        send(get("/api/v1/issues"), admin);
        assertThat(tokens.list().getFirst().lastUsedAt()).isAfterOrEqualTo(noted);
    }

    @Test
    void aTokenEndsWhenItSaysSo() throws Exception {
        String admin = secret(make("{\"name\":\"me\",\"scope\":\"ADMIN\"}", null));
        String end = clock.instant().plusSeconds(60).toString();
        String brief = secret(make("{\"name\":\"brief\",\"expiresAt\":\"" + end + "\"}", admin));
        assertThat(send(get("/api/v1/issues"), brief).getStatus()).isEqualTo(200);
        jdbc.sql("update access_token set expires_at = ? where name = 'brief'")
                .params(clock.instant().atOffset(java.time.ZoneOffset.UTC)).update();
        assertThat(send(get("/api/v1/issues"), brief).getStatus()).isEqualTo(401);
        assertThat(make("{\"name\":\"late\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}", admin).getStatus())
                .isEqualTo(400);
    }

    @Test
    void namesAreOneLineAndStandForNobodyElse() throws Exception {
        for (String name : List.of("", "  ", "admin", "Local", "maptriage", "nobody", "a\\nb", "a\\u202eb",
                "x".repeat(101))) {
            assertThat(make("{\"name\":\"" + name + "\",\"scope\":\"ADMIN\"}", null).getStatus()).as(name)
                    .isEqualTo(400);
        }
        for (String body : List.of("", "{", "[]", "{\"name\":\"a\",\"scope\":\"ROOT\"}", "{\"name\":[1]}")) {
            assertThat(make(body, null).getStatus()).as(body).isEqualTo(400);
        }
        assertThat(make("{\"name\":\"" + "x".repeat(100) + "\",\"scope\":\"ADMIN\"}", null).getStatus())
                .isEqualTo(201);
    }

    @Test
    void keepsWhoDidWhatAndWhoWasSentAway() throws Exception {
        String admin = secret(make("{\"name\":\"me\",\"scope\":\"ADMIN\"}", null));
        String reader = secret(make("{\"name\":\"reader\"}", admin));
        assertThat(audit(admin, "TOKEN_CREATED")).containsExactly("reader (read)", "me (admin)");

        mvc.perform(post("/login").param("username", "x").param("password", "wrong").with(csrf())).andReturn();
        mvc.perform(post("/login").param("username", "x").param("password", "wrong").with(csrf())).andReturn();
        mvc.perform(post("/login").param("username", "x").param("password", reader).with(csrf())).andReturn();
        assertThat(audit(admin, "SIGN_IN_REFUSED")).hasSize(1);
        assertThat(audit(admin, "SIGNED_IN")).containsExactly("reader");

        assertThat(send(delete("/api/v1/incidents/0192f000-0000-7000-8000-000000000000"), reader).getStatus())
                .isEqualTo(403);
        assertThat(audit(admin, "SCOPE_REFUSED"))
                .containsExactly("DELETE /api/v1/incidents/0192f000-0000-7000-8000-000000000000");

        String stored = send(post("/api/v1/traces").content(Crashes.concurrentWrites("Put")), admin)
                .getContentAsString();
        String incident = JsonPath.read(stored, "$.incidents[0].id");
        assertThat(send(delete("/api/v1/incidents/" + incident), admin).getStatus()).isEqualTo(204);
        assertThat(audit(admin, "CHANGED")).containsExactly("DELETE /api/v1/incidents/" + incident);

        String all = send(get("/api/v1/audit"), admin).getContentAsString();
        assertThat(all).doesNotContain(admin).doesNotContain(reader).contains("127.0.0.1");
        assertThat(send(get("/api/v1/audit"), reader).getStatus()).isEqualTo(403);
        List<String> page = JsonPath.read(send(get("/api/v1/audit").param("size", "1"), admin).getContentAsString(),
                "$.items[*].action");
        assertThat(page).containsExactly("CHANGED");
    }

    @Test
    void guessingIsSlowedDownWhileRightTokensGoThrough() throws Exception {
        String admin = secret(make("{\"name\":\"me\",\"scope\":\"ADMIN\"}", null));
        for (int i = 0; i < 3; i++) {
            assertThat(send(get("/api/v1/issues"), "guess" + i).getStatus()).isEqualTo(401);
        }
        MockHttpServletResponse refused = send(get("/api/v1/issues"), "guess4");
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getContentType()).isEqualTo("application/problem+json");
        assertThat(Integer.parseInt(refused.getHeader("Retry-After"))).isBetween(1, 20);
        assertThat(send(get("/api/v1/issues"), admin).getStatus()).isEqualTo(200);

        // The form makes everybody at this address wait: else it would tell a right guess from a wrong one.
        assertThat(mvc.perform(post("/login").param("username", "x").param("password", admin).with(csrf())).andReturn()
                .getResponse().getStatus()).isEqualTo(429);
        // Collectors give up at 429, so they hear 503.
        MockHttpServletResponse collector = mvc.perform(
                post("/webhooks/generic?token=guess5").contentType("text/plain").content("x")).andReturn()
                .getResponse();
        assertThat(collector.getStatus()).isEqualTo(503);
        assertThat(collector.getHeader("Retry-After")).isNotNull();
        assertThat(audit(admin, "RATE_REFUSED")).hasSize(1);
    }
}
