package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
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

/// Go programs over HTTP.
@NullUnmarked
@DirtiesContext
@AutoConfigureMockMvc
@SpringBootTest(properties = {"maptriage.admin-token=", "maptriage.reproduction.automatic=false",
    "spring.datasource.url=jdbc:h2:mem:reproducers;DB_CLOSE_ON_EXIT=FALSE"})
class ReproducerHttpTest {

    @Autowired
    MockMvc mvc;
    @Autowired
    JsonMapper json;

    private MockHttpServletResponse send(AbstractMockHttpServletRequestBuilder<?> request) throws Exception {
        MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        return response;
    }

    private String link(String crash) throws Exception {
        JsonNode answer = json.readTree(send(post("/api/v1/traces").content(crash)).getContentAsString());
        return answer.at("/incidents/0/links/reproducer").asString();
    }

    private JsonNode problem(MockHttpServletResponse response, int status) throws Exception {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        return json.readTree(response.getContentAsString());
    }

    @Test
    void answersWithAProgramUnlessATestIsAskedFor() throws Exception {
        String link = link(Crashes.concurrentWrites("PutHere"));
        MockHttpServletResponse plain = send(get(link));

        assertThat(plain.getStatus()).isEqualTo(200);
        assertThat(plain.getContentType()).startsWith("text/x-go");
        assertThat(plain.getContentAsString()).contains("package main\n", "func main() {", "(s *Store) PutHere(");
        assertThat(send(get(link).param("form", "program")).getContentAsString()).isEqualTo(plain.getContentAsString());

        MockHttpServletResponse test = send(get(link).param("form", "test"));
        assertThat(test.getContentType()).startsWith("text/x-go");
        assertThat(test.getContentAsString()).contains("(t *testing.T) {", "(s *Store) PutHere(")
                .doesNotContain("func main()");
    }

    @Test
    void comesAsAFileWhereOneIsAskedForAndIsNotSentTwice() throws Exception {
        String link = link(Crashes.nilMapWrite("AddHere"));
        MockHttpServletResponse file = send(get(link).param("download", "").param("form", "test"));

        assertThat(file.getHeader("Content-Disposition"))
                .isEqualTo("attachment; filename=\"maptriage-shelf-addhere_test.go\"");
        assertThat(send(get(link).param("form", "test").header("If-None-Match", file.getHeader("ETag"))).getStatus())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "panic: runtime error: hash of unhashable type []int|The key cannot be hashed",
        "fatal error: all goroutines are asleep - deadlock!|This is no failure of a map",
        "panic: out of stock|The program panicked with words of its own"})
    void saysWhyThereIsNone(String message, String reason) throws Exception {
        String link = link(message + "\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d\n");
        assertThat(problem(send(get(link)), 404).get("detail").asString())
                .startsWith("There is no Go program for this incident. " + reason).doesNotContain("{0}");
    }

    @Test
    void refusesFormsAndIncidentsThatDoNotExist() throws Exception {
        String link = link(Crashes.concurrentWrites("PutElsewhere"));
        JsonNode form = problem(send(get(link).param("form", "binary")), 400);
        assertThat(form.get("accepted").toString()).isEqualTo("[\"program\",\"test\"]");
        problem(send(get("/api/v1/incidents/" + UUID.randomUUID() + "/reproducer")), 404);
    }
}
