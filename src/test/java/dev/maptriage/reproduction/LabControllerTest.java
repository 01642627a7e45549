package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.simulation.GrowthLab;
import dev.maptriage.simulation.LabParameter;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The laboratories over HTTP.
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:labs;DB_CLOSE_DELAY=-1")
@AutoConfigureMockMvc
class LabControllerTest {

    @Autowired
    private MockMvc mvc;
    @Autowired
    private JsonMapper json;

    private MockHttpServletResponse send(String lab, String body) throws Exception {
        MockHttpServletResponse response = mvc.perform(post("/api/v1/labs/" + lab).content(body)
                .contentType(MediaType.APPLICATION_JSON).with(user("reader").authorities(
                        new SimpleGrantedAuthority("READ"))))
                .andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private JsonNode run(String lab, String body) throws Exception {
        MockHttpServletResponse response = send(lab, body);
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
        return json.readTree(response.getContentAsString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"growth", "race-window", "convoy", "alternatives"})
    void anEmptyBodyMeansAllDefaults(String lab) throws Exception {
        JsonNode answer = run(lab, "");
        assertThat(answer.path("settings").isEmpty()).isFalse();
        assertThat(answer.path("constants").isEmpty()).isFalse();
        assertThat(run(lab, "{}")).isEqualTo(answer);
        assertThat(run(lab, json.writeValueAsString(answer.path("settings")))).isEqualTo(answer);
    }

    @Test
    void growthAnswersWithWorkAndLatency() throws Exception {
        JsonNode answer = run("growth", "{\"inserts\": 30000, \"goVersion\": \"1.21\"}");
        assertThat(answer.path("limit").asDouble()).isEqualTo(6.0);
        assertThat(answer.path("highestLoad").asDouble()).isEqualTo(6.0);
        assertThat(answer.path("byWork")).hasSize(3);
        assertThat(answer.path("series").path("nanosMax").size()).isEqualTo(240);
        assertThat(answer.path("claims").get(0).path("holds").asBoolean()).isFalse();
    }

    @Test
    void theRaceWindowAnswersWithProbabilityAndWindow() throws Exception {
        JsonNode answer = run("race-window", "{\"writers\": 1, \"readers\": 2, \"opsPerSecond\": 20000}");
        assertThat(answer.path("window").asDouble()).isPositive();
        assertThat(answer.path("points")).hasSize(25);
        assertThat(answer.path("points").get(24).path("closed").asDouble()).isGreaterThan(0.99);
        assertThat(answer.path("simulation").path("noticed").asInt()).isPositive();
        assertThat(answer.path("article").path("holds").asBoolean()).isTrue();
        assertThat(run("race-window", "{\"writers\": 0}").path("window").isNull()).isTrue();
    }

    @Test
    void alternativesAreOrderedByThroughput() throws Exception {
        JsonNode ways = run("alternatives", "{\"operations\": 2000}").path("ways");
        assertThat(ways).hasSize(7);
        assertThat(ways.get(0).path("throughput").asDouble()).isGreaterThan(ways.get(6).path("throughput").asDouble());
    }

    @Test
    void structsAreLaidOutForEveryProcessor() throws Exception {
        JsonNode struct = run("struct-layout",
                "{\"source\": \"type S struct { a bool; hits atomic.Int64; n int }\"}").path("structs").get(0);
        assertThat(struct.path("name").asString()).isEqualTo("S");
        assertThat(struct.path("layouts")).hasSize(3);
        JsonNode amd64 = struct.path("layouts").get(0);
        assertThat(amd64.path("architecture").asString()).isEqualTo("amd64");
        assertThat(amd64.path("size").asInt()).isEqualTo(24);
        assertThat(amd64.path("fields").get(1).path("offset").asInt()).isEqualTo(8);
        assertThat(amd64.path("hints").get(0).path("text").asString()).startsWith("hits and a, n share cache line 0");
        assertThat(struct.path("layouts").get(2).path("size").asInt()).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "growth|{\"inserts\": 5}|inserts|\"inserts\" cannot be 5. Possible: 10 to 500000.",
        "growth|{\"inserts\": \"many\"}|inserts|\"inserts\" cannot be many. Possible: 10 to 500000.",
        "growth|{\"insert\": 5}|insert|There is no setting \"insert\" here. Possible: goVersion, inserts, hint, seed.",
        "growth|{\"inserts\": [1]}|inserts|\"inserts\" must be a number or a word, not a list or an object.",
        "convoy|{\"goVersion\": \"1.18\"}|goVersion|\"goVersion\" cannot be 1.18.",
        "race-window|{\"share\": 1}|share|\"share\" cannot be 1. Possible: 0.01 to 0.999999.",
        "struct-layout|{}|source|Send the Go source",
        "struct-layout|{\"source\": \"type S struct {\\n x foo.Bar }\"}|source|Line 2: the type foo.Bar is not known.",
        "struct-layout|{\"source\": \"type S struct { x int }\", \"goVersion\": \"2\"}|goVersion|\"goVersion\" cannot be 2.",
        "struct-layout|{\"source\": \"type S struct { x int }\", \"arch\": \"amd64\"}|arch|There is no setting \"arch\" here."})
    void aWrongSettingIsNamedWithItsRange(String lab, String body, String field, String detail) throws Exception {
        MockHttpServletResponse response = send(lab, body);
        JsonNode problem = json.readTree(response.getContentAsString());
        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(problem.path("field").asString()).isEqualTo(field);
        assertThat(problem.path("detail").asString()).startsWith(detail);
    }

    @Test
    void aStructsProblemNamesLineAndType() throws Exception {
        JsonNode problem = json.readTree(send("struct-layout", "{\"source\": \"type S struct {\\n\\n x Missing }\"}")
                .getContentAsString());
        assertThat(problem.path("line").asInt()).isEqualTo(3);
        assertThat(problem.path("subject").asString()).isEqualTo("Missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", "7", "{\"inserts\": }", "\"x\""})
    void whatIsNoObjectIsRefused(String body) throws Exception {
        assertThat(send("growth", body).getStatus()).isEqualTo(400);
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        assertThat(send("struct-layout", "{\"source\": \"" + "x".repeat(500_000) + "\"}").getStatus()).isEqualTo(413);
        assertThat(send("struct-layout", "{\"source\": \"" + "x".repeat(70_000) + "\"}").getStatus()).isEqualTo(400);
    }

    @Test
    void theBodiesAreDescribedFromTheTablesThatCheckThem() throws Exception {
        JsonNode api = json.readTree(mvc.perform(get("/v3/api-docs")).andReturn().getResponse().getContentAsString());
        JsonNode body = api.path("paths").path("/api/v1/labs/growth").path("post").path("requestBody").path("content")
                .path("application/json").path("schema").path("properties");
        for (LabParameter parameter : GrowthLab.PARAMETERS) {
            assertThat(body.path(parameter.name()).isMissingNode()).as(parameter.name()).isFalse();
        }
        assertThat(body.path("inserts").path("maximum").asInt()).isEqualTo(500_000);
        for (String lab : new String[]{"race-window", "convoy", "alternatives", "struct-layout"}) {
            assertThat(api.path("paths").path("/api/v1/labs/" + lab).path("post").path("requestBody").isMissingNode())
                    .isFalse();
        }
    }
}
