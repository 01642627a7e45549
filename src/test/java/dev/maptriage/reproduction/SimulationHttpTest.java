package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Scenarios, simulations and reproductions over HTTP.
@NullUnmarked
@DirtiesContext
@AutoConfigureMockMvc
@SpringBootTest(properties = {"maptriage.admin-token=", "maptriage.reproduction.patience=20s",
    "spring.datasource.url=jdbc:h2:mem:simulations;DB_CLOSE_ON_EXIT=FALSE"})
class SimulationHttpTest {

    @Autowired
    MockMvc mvc;
    @Autowired
    JsonMapper json;
    @Autowired
    SimulationStore store;

    private MockHttpServletResponse send(AbstractMockHttpServletRequestBuilder<?> request) throws Exception {
        MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private JsonNode read(MockHttpServletResponse response) throws Exception {
        return json.readTree(response.getContentAsString());
    }

    private JsonNode incident(String text) throws Exception {
        return read(send(post("/api/v1/traces").content(text))).get("incidents").get(0);
    }

    /// The incident once its reproduction has ended.
    private JsonNode reproduced(JsonNode incident) throws Exception {
        String path = "/api/v1/incidents/" + incident.get("id").asString();
        for (int i = 0; i < 400; i++) {
            JsonNode now = read(send(get(path)));
            String state = now.get("reproduction").get("state").asString();
            if (!state.equals("QUEUED") && !state.equals("RUNNING")) {
                return now;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("still not reproduced");
    }

    @Test
    void theCatalogueSaysWhatCanBeChosen() throws Exception {
        JsonNode scenarios = read(send(get("/api/v1/scenarios")));
        assertThat(scenarios.size()).isPositive();
        for (JsonNode scenario : scenarios) {
            assertThat(scenario.get("name").asString()).matches("[a-z-]+");
            assertThat(scenario.get("title").asString()).isNotBlank();
            assertThat(scenario.get("category").asString()).isNotBlank();
            assertThat(scenario.get("parameters").isArray()).isTrue();
        }
    }

    @Test
    void aScenarioIsRunAndReadAgain() throws Exception {
        MockHttpServletResponse answer = send(post("/api/v1/simulations")
                .content("{\"scenario\":\"write-write\",\"goVersion\":\"1.23\",\"seed\":1,\"parameters\":{}}"));
        assertThat(answer.getStatus()).isEqualTo(201);
        JsonNode simulation = read(answer);
        assertThat(simulation.get("state").asString()).isEqualTo("DONE");
        assertThat(simulation.get("implementation").asString()).isEqualTo("CLASSIC");
        assertThat(simulation.get("reproduced").asBoolean()).isTrue();
        JsonNode outcome = simulation.get("outcome");
        assertThat(outcome.get("type").asString()).isEqualTo("FATAL_ERROR");
        assertThat(outcome.get("message").asString()).isEqualTo("concurrent map writes");
        JsonNode exploration = simulation.get("exploration");
        assertThat(exploration.get("schedules").asLong()).isEqualTo(exploration.get("fatal").asLong()
                + exploration.get("silent").asLong() + exploration.get("benign").asLong());
        JsonNode steps = simulation.get("steps");
        assertThat(steps.size()).isEqualTo(simulation.get("stepCount").asInt()).isEqualTo(outcome.get("step").asInt());
        JsonNode last = steps.get(steps.size() - 1);
        assertThat(last.get("fails").asBoolean()).isTrue();
        assertThat(last.get("goroutine")).isEqualTo(outcome.get("goroutine"));
        JsonNode map = last.get("map");
        assertThat(map.get("B").isInt()).isTrue();
        assertThat(map.get("flags").asInt() & 4).isEqualTo(4);
        assertThat(map.get("count").isIntegralNumber()).isTrue();

        String location = Objects.requireNonNull(answer.getHeader("Location"));
        MockHttpServletResponse again = send(get(location));
        assertThat(read(again).get("steps")).isEqualTo(steps);
        String tag = Objects.requireNonNull(again.getHeader("ETag"));
        assertThat(send(get(location).header("If-None-Match", tag)).getStatus()).isEqualTo(304);
        JsonNode window = read(send(get(location).param("steps", "2-3")));
        assertThat(window.get("steps").size()).isEqualTo(2);
        assertThat(window.get("steps").get(0).get("n").asInt()).isEqualTo(2);
        assertThat(window.get("stepCount").asInt()).isEqualTo(steps.size());
        assertThat(send(get(location).param("steps", "x")).getStatus()).isEqualTo(400);
        assertThat(read(send(get(location).param("steps", "9999"))).get("steps").size()).isZero();
    }

    @Test
    void equalRequestsHaveEqualResultsUnderTheirOwnAddresses() throws Exception {
        String body = "{\"scenario\":\"write-write\",\"goVersion\":\"1.26\",\"seed\":7}";
        JsonNode one = read(send(post("/api/v1/simulations").content(body)));
        JsonNode other = read(send(post("/api/v1/simulations").content(body)));
        assertThat(other.get("id")).isNotEqualTo(one.get("id"));
        assertThat(other.get("steps")).isEqualTo(one.get("steps"));
        assertThat(other.get("exploration")).isEqualTo(one.get("exploration"));
        assertThat(one.get("implementation").asString()).isEqualTo("SWISS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"scenario\":\"nope\"}|scenario|write-write", "{}|scenario|write-write",
        "{\"scenario\":\"write-write\",\"goVersion\":\"1.99\"}|goVersion|1.23",
        "{\"scenario\":\"write-write\",\"parameters\":{\"x\":1}}|x|entries",
        "{\"scenario\":\"write-write\",\"parameters\":{\"entries\":-5}}|entries|",
        "{\"scenario\":\"write-write\",\"parameters\":{\"keyKind\":\"elephant\"}}|keyKind|uint64",
        "{\"szenario\":\"write-write\"}|szenario|scenario",
        "{\"scenario\":\"lock-convoy\",\"parameters\":{\"goroutines\":0}}|goroutines|",})
    void whatCannotBeIsRefusedAndSaysWhatCan(String body, String parameter, String accepted) throws Exception {
        MockHttpServletResponse answer = send(post("/api/v1/simulations").content(body));
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getContentType()).startsWith("application/problem+json");
        JsonNode problem = read(answer);
        assertThat(problem.get("parameter").asString()).isEqualTo(parameter);
        List<String> names = StreamSupport.stream(problem.get("accepted").spliterator(), false).map(JsonNode::asString)
                .toList();
        assertThat(names).isNotEmpty();
        if (accepted != null) {
            assertThat(names).contains(accepted);
            assertThat(problem.get("detail").asString()).contains(accepted);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[1]", "{", "{\"scenario\":[1]}",
        "{\"scenario\":\"write-write\",\"seed\":\"x\"}",
        "{\"scenario\":\"write-write\",\"parameters\":[1]}",
        "{\"scenario\":\"write-write\",\"parameters\":{\"entries\":{}}}"})
    void whatCannotBeReadIsRefused(String body) throws Exception {
        assertThat(send(post("/api/v1/simulations").content(body)).getStatus()).isEqualTo(400);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(send(get("/api/v1/simulations/" + UUID.randomUUID())).getStatus()).isEqualTo(404);
        assertThat(send(get("/api/v1/simulations/nonsense")).getStatus()).isIn(400, 404);
        assertThat(send(post("/api/v1/incidents/" + UUID.randomUUID() + "/simulations")).getStatus()).isEqualTo(404);
    }

    @Test
    void aNewIncidentIsReproducedByItself() throws Exception {
        JsonNode incident = incident(Crashes.concurrentWrites("ByItself"));
        assertThat(incident.get("reproduction").get("state").asString()).isIn("QUEUED", "DONE");
        assertThat(incident.get("reproduction").get("simulationId").isString()).isTrue();
        JsonNode done = reproduced(incident).get("reproduction");
        assertThat(done.get("state").asString()).isEqualTo("DONE");
        assertThat(done.get("reproduced").asBoolean()).isTrue();
        assertThat(done.get("reason").isNull()).isTrue();
        JsonNode simulation = read(send(get("/api/v1/simulations/" + done.get("simulationId").asString())));
        assertThat(simulation.get("incidentId")).isEqualTo(incident.get("id"));
        assertThat(simulation.get("outcome").get("message")).isEqualTo(incident.get("message"));
    }

    @Test
    void incidentsOfOneIssueShareTheirSimulation() throws Exception {
        JsonNode first = reproduced(incident(Crashes.concurrentWrites("Shared"))).get("reproduction");
        JsonNode second = incident(Crashes.concurrentWrites("Shared") + "\nmore\n").get("reproduction");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aSimulationGoesWithTheLastIncidentThatNeedsIt() throws Exception {
        JsonNode first = reproduced(incident(Crashes.concurrentWrites("Gone")));
        JsonNode second = incident(Crashes.concurrentWrites("Gone") + "\nonce more\n");
        String simulation = "/api/v1/simulations/"
                + first.get("reproduction").get("simulationId").asString();
        send(delete("/api/v1/incidents/" + first.get("id").asString()));
        assertThat(read(send(get(simulation))).get("incidentId")).isEqualTo(second.get("id"));
        send(delete("/api/v1/incidents/" + second.get("id").asString()));
        assertThat(send(get(simulation)).getStatus()).isEqualTo(404);
    }

    @Test
    void anIncidentIsReproducedOnDemandAndOnAnotherRelease() throws Exception {
        JsonNode incident = reproduced(incident(Crashes.concurrentWrites("OnDemand")));
        String path = "/api/v1/incidents/" + incident.get("id").asString() + "/simulations";
        MockHttpServletResponse same = send(post(path));
        assertThat(same.getStatus()).isEqualTo(201);
        assertThat(read(same).get("id")).isEqualTo(incident.get("reproduction").get("simulationId"));
        JsonNode other = read(send(post(path).content("{\"goVersion\":\"1.19\",\"seed\":3}")));
        assertThat(other.get("goVersion").asString()).isEqualTo("1.19");
        assertThat(other.get("seed").asInt()).isEqualTo(3);
        assertThat(other.get("incidentId")).isEqualTo(incident.get("id"));
        assertThat(other.get("reproduced").asBoolean()).isTrue();
    }

    @Test
    void whatTwoGoroutinesCannotExplainSaysWhy() throws Exception {
        JsonNode incident = incident("""
                panic: runtime error: index out of range [3] with length 3

                goroutine 1 [running]:
                main.main()
                \t/app/main.go:7 +0x1d
                """);
        JsonNode reproduction = incident.get("reproduction");
        assertThat(reproduction.get("state").asString()).isEqualTo("NONE");
        assertThat(reproduction.get("reproduced").isNull()).isTrue();
        assertThat(reproduction.get("reason").asString()).contains("no failure of a map");
        MockHttpServletResponse asked = send(
                post("/api/v1/incidents/" + incident.get("id").asString() + "/simulations"));
        assertThat(asked.getStatus()).isEqualTo(422);
        assertThat(read(asked).get("detail")).isEqualTo(reproduction.get("reason"));
    }

    @Test
    void whatNobodyNeedsIsSweptAway() throws Exception {
        JsonNode simulation = read(send(post("/api/v1/simulations")
                .content("{\"scenario\":\"write-write\",\"goVersion\":\"1.19\",\"seed\":99}")));
        JsonNode needed = reproduced(incident(Crashes.concurrentWrites("Needed"))).get("reproduction");
        store.sweep(java.time.Instant.now().plusSeconds(5));
        assertThat(send(get("/api/v1/simulations/" + simulation.get("id").asString())).getStatus()).isEqualTo(404);
        assertThat(send(get("/api/v1/simulations/" + needed.get("simulationId").asString())).getStatus())
                .isEqualTo(200);
    }
}
