package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What other tools get: CSV, JSON, Markdown, SARIF by its official schema, and saved searches.
@NullUnmarked
@AutoConfigureMockMvc
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false",
    "spring.datasource.url=jdbc:h2:mem:export;DB_CLOSE_ON_EXIT=FALSE"})
class ExportTest {
    private static final Schema SARIF = schema();

    @Autowired
    MockMvc mvc;
    @Autowired
    JsonMapper json;

    private static Schema schema() {
        try (InputStream official = ExportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(Objects.requireNonNull(official, "the schema comes with a test dependency"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private MockHttpServletResponse send(AbstractMockHttpServletRequestBuilder<?> request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    private JsonNode tree(MockHttpServletResponse response) throws Exception {
        return json.readTree(response.getContentAsByteArray());
    }

    private String issue(String text, String service) throws Exception {
        MockHttpServletResponse stored = send(post("/api/v1/traces").queryParam("service", service).content(text)
                .contentType("text/plain"));
        assertThat(stored.getStatus()).isEqualTo(201);
        return "/api/v1/issues/" + tree(stored).at("/incidents/0/issueId").asString();
    }

    static Stream<Path> traces() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("sample-traces"))) {
            // One case is a log without any crash.
            return files.filter(file -> file.getFileName().toString().equals("trace.txt"))
                    .filter(file -> !file.toString().contains("logfatal-clean")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everySampleIsSarifBySchema(Path trace) throws Exception {
        MockHttpServletResponse answer = send(post("/api/v1/diagnoses").accept("application/sarif+json")
                .contentType("application/octet-stream").content(Files.readAllBytes(trace)));
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentType()).startsWith("application/sarif+json");
        assertValid(tree(answer));
        assertThat(tree(answer).at("/runs/0/results").size()).isPositive();
    }

    private static void assertValid(JsonNode log) {
        List<Error> errors = SARIF.validate(log);
        assertThat(errors).isEmpty();
    }

    @Test
    void theSchemaFindsWhatIsWrong() throws Exception {
        assertThat(SARIF.validate(json.readTree("{\"version\":\"2.1.0\",\"runs\":[{\"results\":[]}]}"))).isNotEmpty();
    }

    @Test
    void anIssueIsOneResultWithBothSides() throws Exception {
        String race = issue(Crashes.race("SarifGet", "SarifPut"), "cart");
        send(post("/api/v1/traces?service=cart&release=v2").content(Crashes.race("SarifGet", "SarifPut"))
                .contentType("text/plain"));
        JsonNode log = tree(send(get(race + "/sarif")));
        assertValid(log);
        JsonNode result = log.at("/runs/0/results/0");
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asString())
                .isEqualTo("file:///src/cart/store.go");
        assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(41);
        assertThat(result.at("/relatedLocations/0/physicalLocation/region/startLine").asInt()).isEqualTo(57);
        assertThat(result.path("occurrenceCount").asInt()).isEqualTo(2);
        assertThat(result.at("/partialFingerprints/maptriage~1v1").asString()).startsWith("v1:");
        assertThat(result.at("/message/text").asString()).contains("Fix: ");
    }

    @Test
    void oddPathsAreAddressesAllTheSame() throws Exception {
        String text = Crashes.concurrentWrites("OddPath").replace("/src/cart/store.go",
                "C:/Users/A B/100%/störe.go");
        JsonNode log = tree(send(post("/api/v1/diagnoses").accept("application/sarif+json").content(text)
                .contentType("text/plain")));
        assertValid(log);
        assertThat(log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri").asString())
                .startsWith("file:///C:/Users/A%20B/100%25/st");
    }

    @Test
    void theTextForATrackerEndsWithTheFingerprint() throws Exception {
        String issue = issue(Crashes.nilMapWrite("Ticket"), "<b>|*x*");
        MockHttpServletResponse answer = send(get(issue + "/markdown"));
        answer.setCharacterEncoding(StandardCharsets.UTF_8);
        assertThat(answer.getContentType()).startsWith("text/markdown");
        String fingerprint = tree(send(get(issue))).path("fingerprint").asString();
        assertThat(answer.getContentAsString())
                .startsWith("# assignment to entry in nil map in stock.(\\*Shelf).Ticket")
                .endsWith("<!-- maptriage:fingerprint " + fingerprint + " -->\n")
                .contains("```go", "(`/src/stock/shelf.go:20`)", "`<b>|*x*`", "http://localhost/issues/");
    }

    @Test
    void listsAreExportedWhole() throws Exception {
        for (int i = 0; i < 5; i++) {
            issue(Crashes.concurrentWrites("ExportMany" + i), "=cmd|' /C calc'!A0");
        }
        MockHttpServletResponse csv = send(get("/api/v1/issues/export?q=exportmany"));
        assertThat(csv.getContentType()).startsWith("text/csv");
        assertThat(csv.getHeader("Content-Disposition")).contains("issues.csv");
        List<String> lines = csv.getContentAsString().lines().toList();
        assertThat(lines).hasSize(6).first().asString().startsWith("id,fingerprint,title");
        assertThat(lines.get(1)).contains(",'=cmd|' /C calc'!A0,").contains("ExportMany4");

        JsonNode all = tree(send(get("/api/v1/issues/export?q=exportmany&format=json")));
        assertThat(all.size()).isEqualTo(5);
        assertThat(tree(send(get("/api/v1/issues/export?q=nowheretobefound&format=json"))).size()).isZero();
        assertThat(send(get("/api/v1/incidents/export?q=exportmany")).getContentAsString().lines()).hasSize(6);
        assertThat(tree(send(get("/api/v1/incidents/export?q=exportmany&format=json"))).at("/0/message").asString())
                .isEqualTo("concurrent map writes");
        assertThat(send(get("/api/v1/issues/export?format=xls")).getStatus()).isEqualTo(400);
        assertThat(send(get("/api/v1/issues/export?q=colour:red")).getStatus()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = false, value = {"a|a",
        "a,b|\"a,b\"", "a\"b|\"a\"\"b\"", "=1+1|'=1+1", "+1|'+1", "-1|'-1", "@x|'@x", " =1|' =1", "a=1|a=1"})
    void aCellIsNeverAFormula(String value, String cell) throws IOException {
        StringWriter out = new StringWriter();
        new Csv(out).row(value, -5, null);
        assertThat(out.toString()).isEqualTo(cell + ",-5,\r\n");
    }

    @Test
    void anIncidentIsACorpusCase() throws Exception {
        String text = Crashes.concurrentWrites("CasePut");
        JsonNode incident = tree(send(post("/api/v1/traces").content(text).contentType("text/plain")))
                .at("/incidents/0");
        String path = "/api/v1/incidents/" + incident.path("id").asString();
        assertThat(tree(send(post(path + "/feedback").contentType("application/json")
                .content("{\"verdict\":\"CONFIRMED\"}"))).path("CONFIRMED").asInt()).isEqualTo(1);
        assertThat(send(post(path + "/feedback").contentType("application/json").content("{\"verdict\":\"X\"}"))
                .getStatus()).isEqualTo(400);
        try (java.util.zip.ZipInputStream zip = new java.util.zip.ZipInputStream(
                new java.io.ByteArrayInputStream(send(get(path + "/case")).getContentAsByteArray()))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("labels.json");
            JsonNode label = json.readTree(zip.readAllBytes()).get(0);
            assertThat(label.path("confirmed_by").asInt()).isEqualTo(1);
            assertThat(zip.getNextEntry().getName()).isEqualTo(label.path("file").asString());
            assertThat(new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(text);
        }
        assertThat(tree(send(get(path))).path("diagnosisVersion").asInt()).isPositive();
    }

    @Test
    void ownerRulesSuggestAnAssignee() throws Exception {
        String issue = issue(Crashes.concurrentWrites("OwnedByRule"), "cart");
        assertThat(send(org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put("/api/v1/owners")
                .contentType("text/plain").content("cart @cart-team\n")).getStatus()).isEqualTo(204);
        assertThat(send(get("/api/v1/owners")).getContentAsString()).isEqualTo("cart @cart-team\n");
        assertThat(tree(send(get(issue))).path("suggestedAssignee").asString()).isEqualTo("@cart-team");
        assertThat(send(org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put("/api/v1/owners")
                .contentType("text/plain").content("cart\n")).getStatus()).isEqualTo(400);
    }

    @Test
    void searchesAreKeptListedAndDeleted() throws Exception {
        MockHttpServletResponse saved = send(post("/api/v1/searches").contentType("application/json")
                .content("{\"name\":\"Came back\",\"query\":\"is:regressed\"}"));
        assertThat(saved.getStatus()).isEqualTo(201);
        send(post("/api/v1/searches").contentType("application/json")
                .content("{\"name\":\"Came back\",\"query\":\"is:regressed age:<7d\"}"));
        JsonNode list = tree(send(get("/api/v1/searches"))).path("items");
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.at("/0/query").asString()).isEqualTo("is:regressed age:<7d");
        String path = "/api/v1/searches/" + list.at("/0/id").asString();
        assertThat(send(delete(path)).getStatus()).isEqualTo(204);
        assertThat(send(delete(path)).getStatus()).isEqualTo(404);
        for (String wrong : List.of("{\"name\":\"\",\"query\":\"a\"}", "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"query\":\"is:green\"}")) {
            assertThat(send(post("/api/v1/searches").contentType("application/json").content(wrong)).getStatus())
                    .isEqualTo(400);
        }
    }

    @Test
    void aSearchThatCannotBeReadSaysWhatCan() throws Exception {
        MockHttpServletResponse refused = send(get("/api/v1/incidents?q=sevice:cart"));
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(tree(refused).path("detail").asString()).contains("There is no field \"sevice\"", "service:cart");
        assertThat(tree(refused).path("accepted").toString()).contains("\"service\"", "\"age\"");
    }
}
