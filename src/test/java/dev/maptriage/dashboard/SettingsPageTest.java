package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.access.AccessTokens;
import dev.maptriage.access.Scope;
import dev.maptriage.intake.collector.WebhookSecrets;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/// The page of settings as a browser without scripts uses it.
@NullUnmarked
@AutoConfigureMockMvc
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "maptriage.retention.age=90d",
    "maptriage.collectors.sources.sentry.secrets=only-a-test-only-a-test",
    "spring.datasource.url=jdbc:h2:mem:settings;DB_CLOSE_ON_EXIT=FALSE"})
class SettingsPageTest {
    private static final Pattern TOKEN = Pattern.compile("mtr_[A-Za-z0-9_-]{43}");
    private static final Pattern REVOKE = Pattern.compile("/settings/tokens/[0-9a-f-]{36}/revoke");
    private static final Pattern REMOVE = Pattern.compile("/settings/secrets/[0-9a-f-]{36}/remove");

    @Autowired
    MockMvc mvc;
    @Autowired
    AccessTokens tokens;
    @Autowired
    WebhookSecrets secrets;

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request, @Nullable Cookie session)
            throws Exception {
        request.accept("text/html").with(csrf());
        MockHttpServletResponse response = mvc.perform(session == null ? request : request.cookie(session)).andReturn()
                .getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private Cookie login(String token) throws Exception {
        return Objects.requireNonNull(send(post("/login").param("username", "x").param("password", token), null)
                .getCookie("maptriage_session"));
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group();
    }

    @Test
    void theFirstTokenIsShownOnceAndClosesThePage() throws Exception {
        assertThat(send(get("/settings"), null).getContentAsString()).contains("There is no access token")
                .doesNotContain("value=\"INGEST\"").contains("href=\"/settings\" aria-current=\"page\"");
        assertThat(send(get("/login"), null).getRedirectedUrl()).isEqualTo("/");

        MockHttpServletResponse made = send(
                post("/settings/tokens").param("name", "me").param("scope", "ADMIN").param("days", "0"), null);
        String token = find(TOKEN, made.getContentAsString());
        assertThat(made.getContentAsString()).contains("From now on everybody needs a token");
        assertThat(made.getHeader("Cache-Control")).contains("no-store");
        assertThat(send(get("/settings"), null).getRedirectedUrl()).endsWith("/login");

        Cookie session = login(token);
        String page = send(get("/settings"), session).getContentAsString();
        assertThat(page).doesNotContain(token).contains(token.substring(0, 10)).contains("signed in", "made token");
        assertThat(send(get("/"), session).getContentAsString()).contains("href=\"/settings\"");

        String reader = tokens.create("reader", Scope.READ, null, "test").secret();
        assertThat(send(get("/settings"), login(reader)).getStatus()).isEqualTo(403);
        assertThat(send(get("/"), login(reader)).getContentAsString()).doesNotContain("href=\"/settings\"");
    }

    @Test
    void whatCannotBeDoneIsSaidOnThePage() throws Exception {
        MockHttpServletResponse refused = send(
                post("/settings/tokens").param("name", "shipper").param("scope", "INGEST"), null);
        assertThat(refused.getStatus()).isEqualTo(409);
        assertThat(refused.getContentAsString()).contains("role=\"alert\"",
                "The first token must have the scope admin");
        assertThat(send(post("/settings/secrets").param("source", "github").param("secret", "short"), null)
                .getStatus()).isEqualTo(400);
        MockHttpServletResponse unsure = send(post("/settings/erasures").param("service", "cart").param("act", "erase"),
                null);
        assertThat(unsure.getStatus()).isEqualTo(400);
        assertThat(unsure.getContentAsString()).contains("Tick “This cannot be undone”");
        assertThat(send(post("/settings/erasures").param("act", "count"), null).getStatus()).isEqualTo(400);
        assertThat(mvc.perform(post("/settings/erasures").param("service", "cart").param("act", "count")).andReturn()
                .getResponse().getStatus()).as("without the token of the form").isEqualTo(403);
    }

    @Test
    void tokensAreRevokedOneByOne() throws Exception {
        Cookie session = login(tokens.create("me", Scope.ADMIN, null, "test").secret());
        Cookie other = login(tokens.create("other", Scope.READ, null, "test").secret());
        String page = send(get("/settings"), session).getContentAsString();
        String first = find(REVOKE, page);
        assertThat(send(post(first), session).getStatus()).as("the last of scope admin").isEqualTo(409);
        String second = page.substring(page.indexOf(first) + first.length());
        assertThat(send(post(find(REVOKE, second)), session).getRedirectedUrl()).isEqualTo("/settings#tokens");
        assertThat(send(get("/issues"), other).getRedirectedUrl()).endsWith("/login");
        assertThat(tokens.list()).hasSize(1);
    }

    @Test
    void secretsAreAddedBesideEachOther() throws Exception {
        String made = send(post("/settings/secrets").param("source", "github"), null).getContentAsString();
        assertThat(made).containsPattern("whsec_[A-Za-z0-9+/=]{44}").contains("A secret for github is added");
        assertThat(send(post("/settings/secrets").param("source", "github").param("secret", "a secret of sixteen"),
                null).getRedirectedUrl()).isEqualTo("/settings#secrets");
        String page = send(get("/settings"), null).getContentAsString();
        assertThat(page).doesNotContain("a secret of sixteen", "whsec_", "only-a-test").contains(
                "one from the configuration",
                "added a secret of");
        assertThat(secrets.list()).hasSize(2);
        send(post(find(REMOVE, page)), null);
        assertThat(secrets.list()).hasSize(1);
        assertThat(mvc.perform(post("/webhooks/github").content("{}").contentType("application/json")).andReturn()
                .getResponse().getStatus()).as("unsigned").isEqualTo(401);
    }

    @Test
    void erasuresAreCountedFirst() throws Exception {
        assertThat(send(post("/settings/erasures").param("service", "cart").param("act", "count"), null)
                .getRedirectedUrl()).isEqualTo("/settings#erase");
        assertThat(send(post("/settings/erasures").param("service", "cart").param("act", "erase").param("sure", "true"),
                null).getRedirectedUrl()).isEqualTo("/settings#erase");
        assertThat(send(get("/settings"), null).getContentAsString()).contains("service cart",
                "Incidents go by themselves after", "asked to erase");
    }

    @Test
    void anErasureByItsTimeAloneIsTakenFromPrograms() throws Exception {
        MockHttpServletResponse answer = mvc.perform(post("/api/v1/erasures").contentType("application/json")
                .content("{\"receivedBefore\": \"2026-06-01T00:00:00Z\"}")).andReturn().getResponse();
        assertThat(answer.getContentAsString()).contains("\"dryRun\":false", "2026-06-01T00:00:00Z");
        assertThat(answer.getStatus()).isEqualTo(202);
    }

    @Test
    void theLogIsNarrowedAndPaged() throws Exception {
        for (int i = 0; i < 30; i++) {
            secrets.add("generic", "a secret of sixteen " + i);
        }
        String first = send(get("/settings"), null).getContentAsString();
        String older = find(Pattern.compile("/settings\\?cursor=[A-Za-z0-9_-]+"), first);
        assertThat(send(get(java.net.URI.create(older)), null).getContentAsString()).contains("added a secret of")
                .doesNotContain("Older entries");
        assertThat(send(get("/settings").param("action", "SIGNED_IN"), null).getContentAsString())
                .contains("There is no entry.");
        assertThat(send(get("/settings").param("action", "NONE"), null).getStatus()).isEqualTo(404);
        assertThat(send(get("/settings").param("cursor", "x"), null).getStatus()).isEqualTo(400);
    }

    @Test
    void ownerRulesAreWrittenOnThePageAndStayInTheFormWhenTheyAreRefused() throws Exception {
        assertThat(send(post("/settings/owners").param("rules", "* @platform\r\nexample.com/shop @shop"), null)
                .getRedirectedUrl()).isEqualTo("/settings#owners");
        assertThat(send(get("/settings"), null).getContentAsString())
                .contains("* @platform\nexample.com/shop @shop</textarea>");
        MockHttpServletResponse refused = send(post("/settings/owners").param("rules", "* @all\nlonely"), null);
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(refused.getContentAsString()).contains("lonely", "* @all\nlonely</textarea>");
        assertThat(send(get("/settings"), null).getContentAsString()).contains("example.com/shop @shop</textarea>");
    }
}
