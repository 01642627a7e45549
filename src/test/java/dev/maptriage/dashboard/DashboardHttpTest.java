package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;

import dev.maptriage.Crashes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/// The pages as a browser without scripts sees them, over the real store.
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:dashboard;DB_CLOSE_DELAY=-1")
@AutoConfigureMockMvc
class DashboardHttpTest {
    private static final RequestPostProcessor READER = user("reader").authorities(
            new SimpleGrantedAuthority("READ"), new SimpleGrantedAuthority("INGEST"));
    private static final Pattern INCIDENT = Pattern.compile("/incidents/[0-9a-f-]{36}");

    @Autowired
    private MockMvc mvc;

    private MockHttpServletResponse open(String path) throws Exception {
        return send(get(URI.create(path)));
    }

    private MockHttpServletResponse send(AbstractMockHttpServletRequestBuilder<?> request) throws Exception {
        MockHttpServletResponse response = mvc.perform(request.accept(MediaType.TEXT_HTML).with(READER)).andReturn()
                .getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private MockHttpServletResponse paste(String text) throws Exception {
        return send(multipart("/upload").param("trace", text).param("service", "cart").with(csrf()));
    }

    /// The page of the incident that a text becomes.
    private String stored(String text) throws Exception {
        MockHttpServletResponse response = paste(text);
        assertThat(response.getStatus()).isEqualTo(302);
        String path = response.getRedirectedUrl();
        assertThat(path).matches(INCIDENT);
        return Objects.requireNonNull(path);
    }

    @Test
    void aPastedTextBecomesAnIncident() throws Exception {
        MockHttpServletResponse page = open(stored(Samples.TEXT));
        assertThat(page.getStatus()).isEqualTo(200);
        assertThat(page.getContentAsString()).contains("concurrent map read and map write", "cart.(*Store).Get",
                "id=\"L1\"", "cart").doesNotContain("??", "th:");
    }

    @Test
    void theGoProgramIsOnThePageInBothForms() throws Exception {
        String path = stored(Crashes.concurrentWrites("PutShown"));
        assertThat(open(path).getContentAsString()).contains("Run it with real Go",
                "go run maptriage-store-putshown.go", "(s *Store) PutShown(", "form=program").doesNotContain("??");
        assertThat(open(path + "?reproducer=test").getContentAsString()).contains(
                "go test maptriage-store-putshown_test.go", "func TestConcurrentMap(t *testing.T)", "form=test");
    }

    @Test
    void thePageSaysWhyThereIsNoGoProgram() throws Exception {
        String path = stored("panic: out of stock\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d\n");
        assertThat(open(path).getContentAsString()).contains("Run it with real Go",
                "The program panicked with words of its own.").doesNotContain("go run");
    }

    @Test
    void theLineBreaksOfAFormMakeNoOtherText() throws Exception {
        String text = Samples.text(2);
        assertThat(stored(text.replace("\n", "\r\n"))).isEqualTo(stored(text));
    }

    @Test
    void aFileBecomesAnIncident() throws Exception {
        MockMultipartFile file = new MockMultipartFile("file", "crash.txt", "text/plain",
                Samples.text(3).getBytes(StandardCharsets.UTF_8));
        MockHttpServletResponse response = send(multipart("/upload").file(file).param("trace", "").with(csrf()));
        assertThat(response.getRedirectedUrl()).matches(INCIDENT);
    }

    @Test
    void anUploadWithoutTheFormsTokenIsRefused() throws Exception {
        MockHttpServletResponse response = send(multipart("/upload").param("trace", Samples.TEXT));
        assertThat(response.getStatus()).isEqualTo(403);
    }

    @Test
    void theFormCarriesItsToken() throws Exception {
        assertThat(open("/upload").getContentAsString()).containsPattern(
                "<input type=\"hidden\" name=\"_csrf\" value=\"[^\"]{20,}\"");
    }

    @Test
    void aTextWithoutACrashComesBackWithAdvice() throws Exception {
        MockHttpServletResponse response = paste("hello <b>world</b>");
        assertThat(response.getStatus()).isEqualTo(422);
        assertThat(response.getContentAsString()).contains("No Go crash in this text",
                "hello &lt;b&gt;world&lt;/b&gt;</textarea>");
    }

    @Test
    void anEmptyFormComesBackWithAdvice() throws Exception {
        MockHttpServletResponse response = paste("");
        assertThat(response.getStatus()).isEqualTo(422);
        assertThat(response.getContentAsString()).contains("There is no text");
    }

    @Test
    void aBrokenFileComesBackWithTheReason() throws Exception {
        MockMultipartFile file = new MockMultipartFile("file", "crash.gz", "application/gzip",
                new byte[]{0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
        MockHttpServletResponse response = send(multipart("/upload").file(file).with(csrf()));
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentAsString()).contains("The upload cannot be opened");
    }

    @Test
    void partsOfALargeTextAreReadByTheirAddress() throws Exception {
        String incident = stored(Samples.text(2_000));
        String first = open(incident).getContentAsString();
        assertThat(first).contains("id=\"L1\"").doesNotContain("id=\"L5000\"");
        assertThat(first.getBytes(StandardCharsets.UTF_8).length).isLessThan(80_000);
        String other = open(incident + "?lines=5000-5010").getContentAsString();
        assertThat(other).contains("id=\"L5000\"", "id=\"L5010\"", "id=\"L1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-0", "99999999-1", "7", "1-999999999", "a-b", "-3", "1-2-3", "99999999999-1", ""})
    void anyLinesOfAnAddressGiveAPage(String lines) throws Exception {
        assertThat(open(stored(Samples.text(2)) + "?lines=" + lines).getStatus()).isEqualTo(200);
    }

    @Test
    void theWholeTextIsSearched() throws Exception {
        String incident = stored(Samples.text(2_000));
        assertThat(open(incident + "?find=GOROUTINE%201999").getContentAsString()).contains("goroutine 1999 [chan");
        assertThat(open(incident + "?find=no-such-words").getContentAsString()).contains(
                "No line holds “no-such-words”.");
        assertThat(open(incident + "?find=pool.go").getContentAsString()).contains("The first 100 lines that hold");
    }

    @Test
    void everyLinkOfTheFrontPagesLeadsSomewhere() throws Exception {
        stored(Samples.TEXT);
        for (String path : new String[]{"/", "/issues", "/upload"}) {
            Matcher links = Pattern.compile("href=\"([/?][^\"]*)\"").matcher(open(path).getContentAsString());
            while (links.find()) {
                String link = links.group(1).replace("&amp;", "&");
                String target = link.startsWith("?") ? path + link : link;
                assertThat(open(target).getStatus()).as("%s on %s", link, path).isEqualTo(200);
            }
        }
    }

    @Test
    void anIssueListsItsIncidents() throws Exception {
        String incident = stored(Samples.TEXT);
        Matcher issue = Pattern.compile("/issues/[0-9a-f-]{36}").matcher(open(incident).getContentAsString());
        assertThat(issue.find()).isTrue();
        MockHttpServletResponse page = open(issue.group());
        assertThat(page.getStatus()).isEqualTo(200);
        assertThat(page.getContentAsString()).contains(incident, "Incidents per day");
    }

    private static final RequestPostProcessor TRIAGER = user("ann").authorities(new SimpleGrantedAuthority("READ"),
            new SimpleGrantedAuthority("TRIAGE"));

    private MockHttpServletResponse post(String path, String... fields) throws Exception {
        var request = org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post(URI.create(path))
                .with(csrf());
        for (int i = 0; i < fields.length; i += 2) {
            request.param(fields[i], fields[i + 1]);
        }
        MockHttpServletResponse response = mvc.perform(request.accept(MediaType.TEXT_HTML).with(TRIAGER)).andReturn()
                .getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private String issueOf(String incident) throws Exception {
        Matcher issue = Pattern.compile("/issues/[0-9a-f-]{36}").matcher(open(incident).getContentAsString());
        assertThat(issue.find()).isTrue();
        return issue.group();
    }

    private static String version(String page) {
        Matcher version = Pattern.compile("name=\"version\" value=\"([^\"]+)\"").matcher(page);
        assertThat(version.find()).isTrue();
        return version.group(1).replace("&quot;", "\"");
    }

    @Test
    void anIssueIsDecidedAboutByForms() throws Exception {
        String issue = issueOf(stored(Crashes.concurrentWrites("DecidedByForm")));
        String version = version(open(issue).getContentAsString());
        assertThat(post(issue, "version", version, "status", "RESOLVED", "resolvedIn", "v2.0").getRedirectedUrl())
                .isEqualTo(issue);
        String page = open(issue).getContentAsString();
        assertThat(page).contains("Resolved", "fixed in v2.0", "ann", "Status: Open → Resolved");

        MockHttpServletResponse stale = post(issue, "version", version, "assignee", "bob");
        assertThat(stale.getStatus()).isEqualTo(412);
        assertThat(stale.getContentAsString()).contains("has changed since");
        assertThat(post(issue, "version", version(page), "assignee", "bob", "note", "one\r\ntwo").getStatus())
                .isEqualTo(302);
        assertThat(open(issue).getContentAsString()).contains("value=\"bob\"", ">one\ntwo</textarea>");
        assertThat(post(issue, "status", "IGNORED", "until", "+10").getStatus()).isEqualTo(302);
        assertThat(open(issue).getContentAsString()).contains("until it has 11 incidents");
    }

    @Test
    void issuesAreMergedByForms() throws Exception {
        String one = issueOf(stored(Crashes.concurrentWrites("MergedByForm")));
        String other = issueOf(stored(Crashes.concurrentWrites("MergedByFormToo")));
        MockHttpServletResponse wrong = post(one + "/merge", "into", "that one");
        assertThat(wrong.getStatus()).isEqualTo(400);
        assertThat(wrong.getContentAsString()).contains("it is &quot;that one&quot;");
        assertThat(post(one + "/merge", "into", "http://localhost" + other, "reason", "same lock").getRedirectedUrl())
                .isEqualTo(other);
        assertThat(open(one).getRedirectedUrl()).isEqualTo(other);
        assertThat(open(other).getContentAsString()).contains("same lock", one + "/unmerge");
        assertThat(post(one + "/unmerge").getRedirectedUrl()).isEqualTo(one);
        assertThat(open(one).getStatus()).isEqualTo(200);
    }

    @Test
    void manyIssuesAreChangedAtOnceAndBack() throws Exception {
        String one = issueOf(stored(Crashes.concurrentWrites("BulkByForm")));
        String other = issueOf(stored(Crashes.concurrentWrites("BulkByFormToo")));
        String to = Objects.requireNonNull(post("/issues/bulk", "issue", one.substring(8), "issue", other.substring(8),
                "status", "ACKNOWLEDGED", "back", "?q=BulkByForm").getRedirectedUrl());
        assertThat(to).startsWith("/issues?q=BulkByForm&changed=2&done=");
        String list = open(to).getContentAsString();
        assertThat(list).contains("2 issues were changed.", "Acknowledged", "?q=BulkByForm");
        assertThat(post("/issues/undo", "batch", to.substring(to.length() - 36), "back", "//evil.example/?a=b")
                .getRedirectedUrl()).isEqualTo("/issues?undone=2");
        assertThat(open(one).getContentAsString()).contains("took back");
    }

    @Test
    void aMisreadSearchKeepsThePageAndSaysWhy() throws Exception {
        stored(Samples.TEXT);
        MockHttpServletResponse page = open("/issues?q=colour:red");
        assertThat(page.getStatus()).isEqualTo(400);
        assertThat(page.getContentAsString()).contains("There is no field &quot;colour&quot;", "value=\"colour:red\"",
                "No issue fits.");
    }

    @Test
    void searchesAreSavedAndDeletedByForms() throws Exception {
        stored(Samples.TEXT);
        assertThat(open("/issues?q=map&status=OPEN").getContentAsString()).contains(
                "name=\"query\" value=\"status:OPEN map\"");
        assertThat(post("/issues/searches", "name", "Open & <b>", "query", "status:OPEN map").getRedirectedUrl())
                .isEqualTo("/issues?q=status%3AOPEN%20map");
        String page = open("/issues?q=status:OPEN%20map").getContentAsString();
        assertThat(page).contains("Open &amp; &lt;b&gt;", "/api/v1/issues/export?q=status%3AOPEN%20map&amp;format=csv");
        Matcher one = Pattern.compile("/issues/searches/[0-9a-f-]{36}/delete").matcher(page);
        assertThat(one.find()).isTrue();
        assertThat(post(one.group()).getRedirectedUrl()).isEqualTo("/issues");
        assertThat(open("/issues").getContentAsString()).doesNotContain("Open &amp; &lt;b&gt;");
    }

    @Test
    void filtersOfTheListKeepEachOther() throws Exception {
        stored(Samples.TEXT);
        String page = open("/issues?q=map%20read&category=CONCURRENT_WRITE").getContentAsString();
        assertThat(page).contains("concurrent map read and map write",
                "href=\"?q=map%20read&amp;category=CONCURRENT_WRITE&amp;sort=count\"",
                "name=\"category\" value=\"CONCURRENT_WRITE\"");
        assertThat(open("/issues?category=NIL_MAP_WRITE").getContentAsString()).contains("No issue fits.");
    }

    @Test
    void filtersOfTheListSayWhatTheyLeave() throws Exception {
        stored(Samples.TEXT);
        assertThat(open("/issues").getContentAsString()).containsPattern(
                "Concurrent write</span></span><span class=\"figure\">[1-9]").contains(
                        "Growth contention</span></span><span class=\"figure\">0</span>");
        assertThat(open("/issues?q=map").getContentAsString()).contains("class=\"figure\"", "service=cart");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/incidents/0192", "/incidents/00000000-0000-0000-0000-000000000000", "/issues/x",
        "/issues/00000000-0000-0000-0000-000000000000"})
    void whatIsNotThereIsAPageThatSaysSo(String path) throws Exception {
        MockHttpServletResponse page = open(path);
        assertThat(page.getStatus()).isEqualTo(404);
        assertThat(page.getContentAsString()).contains("There is nothing here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/issues?category=x", "/issues?cursor=x", "/issues?sort=x"})
    void aBrokenAddressIsAPageThatSaysSo(String path) throws Exception {
        MockHttpServletResponse page = open(path);
        assertThat(page.getStatus()).isEqualTo(400);
        assertThat(page.getContentAsString()).contains("The request cannot be answered");
    }

    @Test
    void everyPageForbidsForeignAndInlineCode() throws Exception {
        String policy = open("/upload").getHeader("Content-Security-Policy");
        assertThat(policy).contains("script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors")
                .doesNotContain("unsafe", "*", "http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/css/app.css", "/js/app.js", "/js/bulk.js", "/js/copy.js", "/js/drop.js",
        "/js/keyboard.js",
        "/js/times.js", "/js/trace.js", "/favicon.svg"})
    void whatAPageLoadsIsThereAndKeptByTheBrowser(String path) throws Exception {
        MockHttpServletResponse file = mvc.perform(get(path).with(READER)).andReturn().getResponse();
        assertThat(file.getStatus()).isEqualTo(200);
        assertThat(file.getHeader("Cache-Control")).isEqualTo("no-cache");
        assertThat(file.getHeader("Last-Modified")).isNotNull();
    }

    @Test
    void otherLanguagesGetEnglishAsAWhole() throws Exception {
        MockHttpServletResponse page = send(get("/upload").header("Accept-Language", "de-DE"));
        assertThat(page.getContentAsString()).contains("<html lang=\"en\">");
    }
}
