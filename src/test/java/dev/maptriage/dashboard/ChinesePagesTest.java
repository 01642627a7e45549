package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.Crashes;
import dev.maptriage.notification.Notifications;
import dev.maptriage.notification.RuleDraft;
import dev.maptriage.notification.Rules;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attoparser.config.ParseConfiguration;
import org.attoparser.simple.AbstractSimpleMarkupHandler;
import org.attoparser.simple.SimpleMarkupParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/// The pages in Chinese: whatever a page says that is not the runtime's, a name or code, it says in Chinese, also what the
/// classes behind it put together.
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:chinese;DB_CLOSE_DELAY=-1")
@AutoConfigureMockMvc
class ChinesePagesTest {
    private static final Pattern ENGLISH = Pattern.compile("\\b[A-Za-z]?[a-z]{2,} [a-z]{2,}\\b");
    /// What Go says, and what users and receivers said.
    private static final Pattern OTHERS = Pattern.compile(String.join("|", "nil map", "Swiss map",
            "store put service:cart is:regressed", "store put",
            "concurrent map ((read|clone|iteration) and map )?writes?",
            "runtime error: .+", "bad map state",
            "fatal error: .+", "assignment to entry in nil map", "chan receive", "HTTP \\d+.+", "Connection refused.+",
            "HttpHost.+", "maptriage.+", "go (run|test|vet)", "staticcheck SA5000", "Pub.Sub", "Fluent Bit",
            "[A-Za-z]+Exception:.+"));
    private static final Set<String> CODE = Set.of("code", "pre", "kbd", "script", "textarea");
    private static final Set<String> SPOKEN = Set.of("title", "aria-label", "placeholder", "alt");

    @Autowired
    private MockMvc mvc;
    @Autowired
    private Rules rules;
    @Autowired
    private Notifications notifications;

    private MockHttpServletResponse open(String path, String language, Cookie... cookies) throws Exception {
        var request = get(URI.create(path)).accept(MediaType.TEXT_HTML).header("Accept-Language", language);
        MockHttpServletResponse response = mvc.perform(cookies.length == 0 ? request : request.cookie(cookies))
                .andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private String incident(String text) throws Exception {
        return Objects.requireNonNull(mvc.perform(multipart("/upload").param("trace", text).param("service", "cart")
                .accept(MediaType.TEXT_HTML).with(csrf())).andReturn().getResponse().getRedirectedUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/?days=1", "/issues", "/issues?q=nothing-like-this", "/issues?q=colour:red",
        "/upload",
        "/labs", "/labs/growth", "/labs/race-window", "/labs/convoy", "/labs/alternatives", "/labs/struct-layout",
        "/deliveries", "/notifications", "/rediagnosis",
        "/issues/01935a4e-0000-7000-8000-000000000000", "/incidents/01935a4e-0000-7000-8000-000000000000"})
    void speaksChinese(String path) throws Exception {
        incident(Samples.TEXT);
        rules.list().forEach(rule -> rules.delete(rule.id()));
        UUID rule = rules.create(new RuleDraft("R", null, List.of("NEW", "REGRESSED", "SPIKE"), "OTHER", "x", "y", 5, 5,
                "WEBHOOK", "https://example.invalid/hook", "zh-CN", 5, 5, null), "ann").rule().id();
        notifications.test(rule);
        assertChinese(path, open(path, "zh-CN,zh;q=0.9,en;q=0.8").getContentAsString());
    }

    @Test
    void speaksChineseOfIncidents() throws Exception {
        for (String text : List.of(Samples.TEXT, Crashes.nilMapWrite("PutChinese"), Crashes.concurrentWrites("PutBoth"),
                Crashes.race("GetRace", "PutRace"))) {
            String path = incident(text);
            String page = open(path, "zh").getContentAsString();
            assertChinese(path, page);
            Matcher issue = Pattern.compile("/issues/[0-9a-f-]{36}").matcher(page);
            assertThat(issue.find()).isTrue();
            assertChinese(issue.group(), open(issue.group(), "zh").getContentAsString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-write", "read-write-mutex", "read-write-rwmutex", "write-write-copy-on-write",
        "clone-write", "write-during-growth"})
    void speaksChineseOfSimulations(String scenario) throws Exception {
        for (String version : List.of("1.23", "1.27")) {
            String made = mvc.perform(post("/api/v1/simulations").contentType(MediaType.APPLICATION_JSON)
                    .content("{\"scenario\":\"" + scenario + "\",\"goVersion\":\"" + version + "\"}")).andReturn()
                    .getResponse().getContentAsString();
            Matcher id = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"").matcher(made);
            assertThat(id.find()).as(made).isTrue();
            String path = "/simulations/" + id.group(1);
            for (int step : new int[]{1, 3, 6, 9}) {
                assertChinese(path, open(path + "?step=" + step, "zh").getContentAsString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"zh-CN,zh-CN", "zh,zh-CN", "zh-TW,zh-CN", "zh-Hans-SG,zh-CN", "en,en", "en-GB,en", "de,en",
        "'de,zh;q=0.5,en;q=0.1',zh-CN", "'fr,en;q=0.9,zh;q=0.1',en", "*,en"})
    void theBrowsersLanguageDecides(String accepted, String language) throws Exception {
        assertThat(open("/upload", accepted).getContentAsString()).contains("<html lang=\"" + language + "\"");
    }

    @Test
    void aChosenLanguageStaysAndLeadsBack() throws Exception {
        MockHttpServletResponse chosen = mvc.perform(post("/language").param("to", "zh-CN").with(csrf())
                .header("Referer", "http://localhost/issues?status=OPEN")).andReturn().getResponse();
        assertThat(chosen.getRedirectedUrl()).isEqualTo("/issues?status=OPEN");
        Cookie cookie = Objects.requireNonNull(chosen.getCookie("maptriage-language"));
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(open("/issues", "en", cookie).getContentAsString()).contains("<html lang=\"zh-CN\"");
        assertThat(open("/issues", "zh", new Cookie("maptriage-language", "xx")).getContentAsString())
                .contains("<html lang=\"zh-CN\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.com/x", "//evil.example.com", "not a uri", "http://localhost//evil"})
    void noChoiceLeadsElsewhere(String referer) throws Exception {
        assertThat(mvc.perform(post("/language").param("to", "en").with(csrf()).header("Referer", referer)).andReturn()
                .getResponse().getRedirectedUrl()).isEqualTo("/");
    }

    @Test
    void theApiAnswersInTheSameLanguage() throws Exception {
        MockHttpServletResponse problem = mvc.perform(get("/api/v1/incidents/0192").header("Accept-Language", "zh-CN"))
                .andReturn().getResponse();
        assertThat(problem.getContentAsString(StandardCharsets.UTF_8)).containsPattern("\\p{IsHan}");
        MockHttpServletResponse diagnosis = mvc.perform(post("/api/v1/diagnoses").header("Accept-Language", "zh-CN")
                .contentType(MediaType.TEXT_PLAIN).content(Crashes.nilMapWrite("PutApi"))).andReturn().getResponse();
        assertThat(diagnosis.getContentAsString(StandardCharsets.UTF_8)).contains("创建 map");
    }

    private static void assertChinese(String path, String html) throws Exception {
        assertThat(html).as(path).contains("<html lang=\"zh-CN\"").doesNotContain("??");
        Speech speech = new Speech();
        new SimpleMarkupParser(ParseConfiguration.htmlConfiguration()).parse(html, speech);
        assertThat(speech.english).as(path).isEmpty();
    }

    // What a page says outside of code and texts.
    private static final class Speech extends AbstractSimpleMarkupHandler {
        final List<String> english = new ArrayList<>();
        private final Deque<Boolean> quiet = new ArrayDeque<>();

        @Override
        public void handleStandaloneElement(String name, @Nullable Map<String, String> attributes, boolean minimized,
                int line, int col) {
            attributes(attributes);
        }

        @Override
        public void handleOpenElement(String name, @Nullable Map<String, String> attributes, int line, int col) {
            attributes(attributes);
            String classes = attributes == null ? "" : attributes.getOrDefault("class", "");
            String language = attributes == null ? "" : attributes.getOrDefault("lang", "");
            quiet.push(CODE.contains(name) || classes.matches("trace|stack|layout") || language.equals("en"));
        }

        @Override
        public void handleCloseElement(String name, int line, int col) {
            quiet.pop();
        }

        @Override
        public void handleText(char[] buffer, int offset, int length, int line, int col) {
            if (!quiet.contains(true)) {
                check(new String(buffer, offset, length));
            }
        }

        private void attributes(@Nullable Map<String, String> attributes) {
            if (attributes != null && !quiet.contains(true)) {
                attributes.forEach((name, value) -> {
                    if (SPOKEN.contains(name)) {
                        check(value);
                    }
                });
            }
        }

        private void check(String text) {
            String own = OTHERS.matcher(text).replaceAll("");
            if (ENGLISH.matcher(own).find()) {
                english.add(own.strip());
            }
        }
    }
}
