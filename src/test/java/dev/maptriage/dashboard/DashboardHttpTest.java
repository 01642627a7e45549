package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;

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
        assertThat(open("/issues?q=map").getContentAsString()).doesNotContain("class=\"figure\"");
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
    @ValueSource(strings = {"/css/app.css", "/js/app.js", "/js/copy.js", "/js/drop.js", "/js/keyboard.js",
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
