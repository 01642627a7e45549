package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.Crashes;
import dev.maptriage.access.AccessTokens;
import dev.maptriage.access.Scope;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Rediagnosis;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/// The pages of re-diagnosis as a browser without scripts uses them, over texts that the service stored and rows that are as
/// older rules might have left them.
@NullUnmarked
@AutoConfigureMockMvc
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "db-scheduler.polling-interval=100ms",
    "maptriage.reproduction.automatic=false", "spring.datasource.url=jdbc:h2:mem:again;DB_CLOSE_ON_EXIT=FALSE"})
class RediagnosisPageTest {
    private static final Pattern RUN = Pattern.compile("/rediagnosis/([0-9a-f-]{36})");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    MockMvc mvc;
    @Autowired
    AccessTokens tokens;
    @Autowired
    Incidents incidents;
    @Autowired
    Rediagnosis rediagnosis;
    @Autowired
    JdbcClient jdbc;

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request, @Nullable Cookie session)
            throws Exception {
        request.accept("text/html").with(csrf());
        MockHttpServletResponse response = mvc.perform(session == null ? request : request.cookie(session)).andReturn()
                .getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private String page(String path) throws Exception {
        MockHttpServletResponse response = send(get(URI.create(path)), null);
        assertThat(response.getStatus()).as(path).isEqualTo(200);
        return response.getContentAsString();
    }

    private UUID store(String text) throws Exception {
        String answer = mvc.perform(post("/api/v1/traces").contentType("text/plain").content(text)).andReturn()
                .getResponse().getContentAsString();
        Matcher id = Pattern.compile("\"incidents\":\\[\\{\"id\":\"([0-9a-f-]{36})").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return UUID.fromString(id.group(1));
    }

    /// As if older rules had named another function.
    private void age(UUID incident, String right, String wrong) {
        int rows = jdbc.sql("""
                update incident set diagnosis_version = 0, diagnosis = replace(diagnosis, ?, ?)
                where id = ?""").params(right, wrong, incident).update();
        assertThat(rows).isEqualTo(1);
    }

    private String begun(MockHttpServletResponse response) {
        assertThat(response.getStatus()).isEqualTo(302);
        Matcher run = RUN.matcher(Objects.requireNonNull(response.getRedirectedUrl()));
        assertThat(run.matches()).isTrue();
        UUID id = UUID.fromString(run.group(1));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (rediagnosis.find(id).orElseThrow().state() == Rediagnosis.State.RUNNING) {
            assertThat(System.nanoTime()).as("the run does not end").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
        return run.group();
    }

    private Incident incident(UUID id) {
        return incidents.find(id).orElseThrow();
    }

    @Test
    void showsWhatWouldChangeAndAppliesIt() throws Exception {
        UUID changed = store(Crashes.concurrentWrites("PageAgain"));
        UUID same = store(Crashes.nilMapWrite("PageSame"));
        age(changed, "PageAgain", "PageWrong");
        age(same, "no such text", "");
        assertThat(page("/rediagnosis")).contains("2 incidents were diagnosed by older rules",
                "See what would change", "There was no run yet.").doesNotContain("role=\"alert\"");

        assertThat(page("/incidents/" + changed)).contains("Older rules diagnosed it", "href=\"/rediagnosis\"");

        String look = begun(send(post("/rediagnosis"), null));
        assertThat(page(look)).contains("One incident would change of 2 looked at.", "/incidents/" + changed,
                "cart.(*Store).PageWrong:57</code></del>", "cart.(*Store).PageAgain:57</code></ins>",
                "One incident would get its new diagnosis.", "href=\"?field=culprit\"")
                .doesNotContain("/incidents/" + same, "href=\"?field=kind\"", "Most often");
        assertThat(page(look + "?field=culprit")).contains("Most often", "/incidents/" + changed,
                "href=\"?field=culprit\" aria-current=\"true\"");
        assertThat(incident(changed).diagnosis().culprit().function()).as("looking changes nothing")
                .endsWith("PageWrong");

        String applied = begun(send(post(look + "/apply"), null));
        assertThat(page(applied)).contains("What was changed", "One incident was changed of 2 looked at.")
                .doesNotContain("Apply it");
        assertThat(incident(changed).diagnosis().culprit().function()).endsWith("PageAgain");
        assertThat(List.of(incident(changed), incident(same))).extracting(Incident::diagnosisVersion)
                .containsOnly(Diagnoser.VERSION);
        assertThat(page("/incidents/" + changed)).contains("PageAgain").doesNotContain("PageWrong",
                "Older rules diagnosed it");
        assertThat(page("/rediagnosis")).contains("Every stored text was read by the rules of this version",
                "Look at all incidents", look, applied).doesNotContain("See what would change");

        assertThat(page(look)).contains("There was a later run").doesNotContain("Apply it");
        MockHttpServletResponse late = send(post(look + "/apply"), null);
        assertThat(late.getStatus()).isEqualTo(409);
        assertThat(late.getContentAsString()).contains("role=\"alert\"", "Only the last run can be applied");
        assertThat(page(begun(send(post("/rediagnosis").param("everything", "true"), null))))
                .contains("Nothing would change of 2 looked at.", "All incidents")
                .doesNotContain("Apply it", "By incident");
    }

    @Test
    void namesCategoriesKindsAndFiguresInWords() throws Exception {
        UUID id = store(Crashes.concurrentWrites("PageWords"));
        String confidence = "\"confidence\":" + incident(id).diagnosis().confidence();
        age(id, "\"WRITE_WRITE\"", "\"UNKNOWN\"");
        age(id, "\"CONCURRENT_WRITE\"", "\"OTHER\"");
        age(id, confidence, "\"confidence\":0.255");
        String look = begun(send(post("/rediagnosis"), null));
        assertThat(page(look)).contains("<span>Other</span></del>", "<span>Concurrent write</span></ins>",
                "<span>not recognised</span></del>", "<span>two goroutines write one map</span></ins>",
                "<span>25.5%</span></del>");
        assertThat(send(get(look).header("Accept-Language", "zh-CN"), null).getContentAsString())
                .contains("会改变什么", "类别", "并发写入");
    }

    @Test
    void pagesOfDifferencesHoldEachIncidentOnce() throws Exception {
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            UUID id = store(Crashes.concurrentWrites("PageMany" + i));
            age(id, "PageMany", "PageFew");
            stored.add("/incidents/" + id);
        }
        String look = begun(send(post("/rediagnosis"), null));
        List<String> seen = new ArrayList<>();
        String address = look + "?field=culprit";
        while (address != null) {
            String page = page(address);
            Pattern.compile("<a href=\"(/incidents/[0-9a-f-]{36})\"").matcher(page).results()
                    .forEach(link -> seen.add(link.group(1)));
            Matcher next = Pattern.compile("<a rel=\"next\" href=\"([^\"]+)\"").matcher(page);
            address = next.find() ? look + next.group(1).replace("&amp;", "&") : null;
        }
        assertThat(seen).hasSize(30).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(send(get(look).param("cursor", "x"), null).getStatus()).isEqualTo(400);
    }

    @Test
    void aRunUnderWayShowsHowFarItIsAndLetsNoOtherBegin() throws Exception {
        UUID first = store(Crashes.concurrentWrites("PageFirst"));
        UUID second = store(Crashes.concurrentWrites("PageSecond"));
        age(first, "PageFirst", "PageOld");
        age(second, "PageSecond", "PageOld");
        UUID run = UUID.randomUUID();
        // No task works on it, so it stays under way.
        jdbc.sql("""
                insert into rediagnosis (id, state, applying, everything, started_by, started_at, last_id, seen,
                  changed, failed)
                values (?, 'RUNNING', false, false, 'ann', current_timestamp, ?, 1, 1, 0)""")
                .params(run, first).update();
        assertThat(page("/rediagnosis")).contains("A run is under way.", "/rediagnosis/" + run)
                .doesNotContain("See what would change", "Look at all incidents");
        assertThat(page("/rediagnosis/" + run)).contains("max=\"2\" value=\"1\"", "1 of 2", "Is running")
                .doesNotContain("Apply it");
        MockHttpServletResponse refused = send(post("/rediagnosis"), null);
        assertThat(refused.getStatus()).isEqualTo(409);
        assertThat(refused.getContentAsString()).contains("role=\"alert\"", "Wait for its end");
        assertThat(send(post("/rediagnosis/" + run + "/apply"), null).getStatus()).isEqualTo(409);
    }

    @Test
    void saysHowManyTextsGiveNoDiagnosisAnyMore() throws Exception {
        UUID id = store(Crashes.concurrentWrites("PageGone"));
        age(id, "PageGone", "PageOld");
        jdbc.sql("delete from payload_chunk").update();
        String look = begun(send(post("/rediagnosis"), null));
        assertThat(page(look)).contains("The text of one gives no diagnosis in its place any more")
                .doesNotContain("Apply it");
    }

    @Test
    void needsTheScopeTheFormsTokenAndARunThatIs() throws Exception {
        assertThat(mvc.perform(post("/rediagnosis").accept("text/html")).andReturn().getResponse().getStatus())
                .as("without the token of the form").isEqualTo(403);
        assertThat(send(get("/rediagnosis/" + UUID.randomUUID()), null).getStatus()).isEqualTo(404);
        assertThat(send(post("/rediagnosis/" + UUID.randomUUID() + "/apply"), null).getStatus()).isEqualTo(404);
        assertThat(page("/settings")).contains("href=\"/rediagnosis\"");

        tokens.create("me", Scope.ADMIN, null, "test");
        Cookie reader = login(Scope.READ);
        Cookie triager = login(Scope.TRIAGE);
        assertThat(send(get("/rediagnosis"), reader).getStatus()).isEqualTo(200);
        assertThat(send(post("/rediagnosis"), reader).getStatus()).isEqualTo(403);
        assertThat(send(get("/rediagnosis"), triager).getContentAsString()).doesNotContain("href=\"/settings\"");
        begun(send(post("/rediagnosis"), triager));
    }

    private Cookie login(Scope scope) throws Exception {
        String secret = tokens.create(scope.name(), scope, null, "test").secret();
        return Objects.requireNonNull(send(post("/login").param("username", "x").param("password", secret), null)
                .getCookie("maptriage_session"));
    }
}
