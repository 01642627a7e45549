package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.Crashes;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Issues as programs see them.
@NullUnmarked
@AutoConfigureMockMvc
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false",
    "spring.datasource.url=jdbc:h2:mem:issue-api;DB_CLOSE_ON_EXIT=FALSE"})
class IssueApiTest {
    private static final String PATCH = "application/merge-patch+json";

    @Autowired
    MockMvc mvc;
    @Autowired
    JsonMapper json;

    private MockHttpServletResponse send(AbstractMockHttpServletRequestBuilder<?> request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    private JsonNode tree(MockHttpServletResponse response) throws Exception {
        return json.readTree(response.getContentAsByteArray());
    }

    private String issue(String function) throws Exception {
        MockHttpServletResponse stored = send(post("/api/v1/traces?service=cart&release=v1")
                .content(Crashes.concurrentWrites(function)).contentType("text/plain"));
        return "/api/v1/issues/" + tree(stored).at("/incidents/0/issueId").asString();
    }

    @Test
    void takesAMergePatchForTheStateItWasMadeFor() throws Exception {
        String issue = issue("ApiPatch");
        String tag = Objects.requireNonNull(send(get(issue)).getHeader("ETag"));

        MockHttpServletResponse changed = send(patch(issue).contentType(PATCH).header("If-Match", tag)
                .content("{\"status\":\"RESOLVED\",\"resolvedIn\":\"v2\",\"note\":\"n\"}"));
        assertThat(changed.getStatus()).isEqualTo(200);
        assertThat(changed.getHeader("ETag")).isNotEqualTo(tag)
                .isEqualTo(send(get(issue)).getHeader("ETag"));
        assertThat(tree(changed).path("resolvedIn").asString()).isEqualTo("v2");

        MockHttpServletResponse stale = send(patch(issue).contentType(PATCH).header("If-Match", tag)
                .content("{\"note\":null}"));
        assertThat(stale.getStatus()).isEqualTo(412);
        assertThat(stale.getContentType()).startsWith("application/problem+json");
        assertThat(tree(stale).path("detail").asString()).contains("has changed since");

        MockHttpServletResponse cleared = send(patch(issue).contentType("application/json").content("{\"note\":null}"));
        assertThat(cleared.getStatus()).isEqualTo(200);
        assertThat(tree(cleared).path("note").isNull()).isTrue();
        assertThat(tree(cleared).path("status").asString()).isEqualTo("RESOLVED");

        JsonNode newest = tree(send(get(issue + "/history"))).at("/items/0");
        assertThat(newest.path("actor").asString()).isEqualTo("local");
        assertThat(newest.path("action").asString()).isEqualTo("CHANGED");
        assertThat(newest.path("field").asString()).isEqualTo("note");
        assertThat(newest.path("from").asString()).isEqualTo("n");
        assertThat(newest.path("to").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{'status':'CLOSED'}|400|status", "{'count':5}|400|count", "[]|400|",
        "{'status':|400|", "{'status':null}|400|status", "{'note':{'a':1}}|400|note",
        "{'ignoreUntil':'soon'}|400|ignoreUntil", "{'ignoreUntilCount':1}|400|ignoreUntilCount",
        "{'ignoreUntilCount':-4}|400|ignoreUntilCount"})
    void refusesWhatIsNoPatch(String body, int status, String parameter) throws Exception {
        MockHttpServletResponse refused = send(
                patch(issue("ApiRefused")).contentType(PATCH).content(body.replace('\'', '"')));
        assertThat(refused.getStatus()).isEqualTo(status);
        assertThat(tree(refused).path("parameter").asString("")).isEqualTo(parameter == null ? "" : parameter);
    }

    @Test
    void mergesAndTakesApart() throws Exception {
        String one = issue("ApiMergeA");
        String other = issue("ApiMergeB");
        String id = other.substring(other.lastIndexOf('/') + 1);

        MockHttpServletResponse merged = send(post(one + "/merge").contentType("application/json")
                .content("{\"into\":\"" + id + "\",\"reason\":\"same\"}"));
        assertThat(merged.getStatus()).isEqualTo(200);
        assertThat(tree(merged).path("id").asString()).isEqualTo(id);
        assertThat(tree(merged).path("count").asInt()).isEqualTo(2);
        assertThat(tree(send(get(one))).path("mergedInto").asString()).isEqualTo(id);
        assertThat(send(post(other + "/merge").contentType("application/json")
                .content("{\"into\":\"" + one.substring(one.lastIndexOf('/') + 1) + "\"}")).getStatus()).isEqualTo(409);
        assertThat(send(post(one + "/merge").contentType("application/json").content("{}")).getStatus()).isEqualTo(400);

        MockHttpServletResponse apart = send(post(one + "/unmerge"));
        assertThat(apart.getStatus()).isEqualTo(200);
        assertThat(tree(apart).path("count").asInt()).isEqualTo(1);
        assertThat(tree(send(get(other))).path("count").asInt()).isEqualTo(1);
        assertThat(send(post(one + "/unmerge")).getStatus()).isEqualTo(409);
        assertThat(tree(send(get(one + "/history"))).at("/items/1/reason").asString()).isEqualTo("same");
    }
}
