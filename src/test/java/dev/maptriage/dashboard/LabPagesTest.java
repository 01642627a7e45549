package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.web.servlet.MockMvc;

/// The laboratories as a browser without scripts sees them.
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:labs;DB_CLOSE_DELAY=-1")
@AutoConfigureMockMvc
class LabPagesTest {

    @Autowired
    private MockMvc mvc;

    private MockHttpServletResponse open(String path) throws Exception {
        MockHttpServletResponse response = mvc.perform(get(URI.create(path)).accept(MediaType.TEXT_HTML)
                .with(user("reader").authorities(new SimpleGrantedAuthority("READ")))).andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private String page(String path) throws Exception {
        MockHttpServletResponse response = open(path);
        assertThat(response.getStatus()).as(path).isEqualTo(200);
        return response.getContentAsString();
    }

    @Test
    void theFrontPageLeadsToEveryLaboratoryAndNamesTheScenarios() throws Exception {
        assertThat(page("/labs")).contains("/labs/growth", "/labs/race-window", "/labs/convoy", "/labs/alternatives",
                "/labs/struct-layout", "write-write", "aria-current=\"page\"", "loses entries silently")
                .doesNotContain("labs.", "??");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/labs/growth", "/labs/growth?goVersion=1.26", "/labs/growth?inserts=10",
        "/labs/growth?hint=60000", "/labs/race-window", "/labs/race-window?goVersion=1.26&readers=3&iterators=2",
        "/labs/race-window?writers=0", "/labs/race-window?processors=1",
        "/labs/race-window?processors=1&operation=INSERT", "/labs/race-window?opsPerSecond=0.001",
        "/labs/convoy", "/labs/convoy?goVersion=1.27&lock=RWMUTEX&operations=500", "/labs/alternatives",
        "/labs/alternatives?operations=100&keys=1&writes=INSERT", "/labs/struct-layout",
        "/labs/struct-layout?arch=386&goVersion=1.19", "/labs/struct-layout?arch=x&goVersion=y"})
    void everyPageHasWordsForAllItShows(String path) throws Exception {
        // Chance may write any word into the token of a form.
        String shown = page(path).replaceAll("data-plot=\"[^\"]*\"", "").replaceAll("name=\"_csrf\" value=\"[^\"]*\"",
                "");
        assertThat(shown).doesNotContain("labs.", "layout.hint", "??", "NaN", "Infinity", "null", "{0}");
    }

    @Test
    void aRaceTooRareToSimulateStandsOnTheClosedForm() throws Exception {
        assertThat(page("/labs/race-window?opsPerSecond=0.01")).contains("The closed form stands alone")
                .doesNotContain("Overlaps unnoticed");
    }

    @Test
    void settingsComeBackInTheForm() throws Exception {
        assertThat(page("/labs/growth?inserts=12345&goVersion=1.21")).contains("value=\"12345\"",
                "<option value=\"1.21\" selected=\"selected\">", "of 6 entries per bucket",
                "curl -s http://localhost:8080/api/v1/labs/growth -d &#39;{&quot;goVersion&quot;:&quot;1.21&quot;,&quot;inserts&quot;:12345}&#39;");
    }

    @Test
    void chartsAreDrawnByTheServerAndCarryTheirData() throws Exception {
        assertThat(page("/labs/convoy")).contains("<polyline", "data-plot=\"{&quot;xLabel&quot;")
                .containsPattern("data-library=\"/webjars/uplot/[0-9.]+/dist/uPlot.esm.js\"");
    }

    @Test
    void theClaimsStandBesideWhatTheRunShows() throws Exception {
        assertThat(page("/labs/growth")).contains("no insert of this run met a load above 6.5 (0 above 6.52)",
                "here at loads from 3.25 to 3.6", "0x68000000 is 13 · 2²⁷");
    }

    @Test
    void theUserMapOfTheExampleTakes40Bytes() throws Exception {
        assertThat(page("/labs/struct-layout")).contains("UserMap", "40 B", "48 B", "32 B without blank fields",
                "class=\"layout\"");
    }

    @Test
    void aSourceInTheAddressIsLaidOut() throws Exception {
        assertThat(page("/labs/struct-layout?source=type%20A%20struct%20%7B%20a%20bool%3B%20b%20int64%20%7D"))
                .contains("type A struct", "saves 0 B", "16 B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/labs/growth?inserts=1|New keys cannot be 1. Possible: 10 to 500000.",
        "/labs/growth?nonsense=1|There is no setting “nonsense” here.",
        "/labs/convoy?lock=SPIN|Lock cannot be SPIN. Possible: MUTEX, RWMUTEX.",
        "/labs/struct-layout?source=type%20A%20struct%20%7B%0A%20x%20foo.Bar%20%7D|Line 2: the type foo.Bar is not known."})
    void whatCannotBeIsSaidInPlace(String path, String words) throws Exception {
        MockHttpServletResponse response = open(path);
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentAsString()).contains(words, "class=\"problem\"", "<form");
    }

    @Test
    void markupInSettingsStaysText() throws Exception {
        assertThat(open("/labs/struct-layout?source=%3Cscript%3Ex%3C%2Fscript%3E").getContentAsString()).contains(
                "&lt;script&gt;").doesNotContain("<script>x");
        assertThat(open("/labs/growth?inserts=%22%3E%3Cb%3E").getContentAsString()).doesNotContain("\"><b>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webjars/uplot/dist/uPlot.esm.js", "/webjars/uplot/dist/uPlot.min.css",
        "/js/plots.js"})
    void theChartLibraryIsServedAndKeptByTheBrowser(String path) throws Exception {
        MockHttpServletResponse file = mvc.perform(get(path)).andReturn().getResponse();
        assertThat(file.getStatus()).isEqualTo(200);
        assertThat(file.getHeader("Cache-Control")).isEqualTo("no-cache");
        assertThat(file.getHeader("Last-Modified")).isNotNull();
    }
}
