package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.MaptriageApplication;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Steps of the engines in the reader's language.
@AutoConfigureMockMvc
@SpringBootTest(classes = MaptriageApplication.class, properties = {"maptriage.reproduction.patience=20s",
    "spring.datasource.url=jdbc:h2:mem:stepdetails;DB_CLOSE_DELAY=-1"})
@SuppressWarnings("NullAway.Init") // injected
class StepDetailsTest {
    @Autowired
    private MockMvc mvc;
    @Autowired
    private JsonMapper json;

    /// Whatever a step says of itself, and not of a part of the map or a lock, is a sentence and must be translated.
    @ParameterizedTest
    @ValueSource(strings = {"nil-direct-write", "nil-len-range", "nil-parameter", "nil-sync-map",
        "typed-nil-interface"})
    void noLocalStepSpeaksEnglishToAChineseReader(String scenario) throws Exception {
        JsonNode made = json.readTree(mvc.perform(MockMvcRequestBuilders.post("/api/v1/simulations")
                .contentType(MediaType.APPLICATION_JSON).content("{\"scenario\":\"" + scenario + "\"}")).andReturn()
                .getResponse().getContentAsString());
        List<JsonNode> local = made.path("steps").valueStream()
                .filter(step -> step.path("action").asString().equals("LOCAL")).toList();
        assertThat(local).as(made.toString()).isNotEmpty();
        PageWords chinese = Rendering.words(Locale.SIMPLIFIED_CHINESE);
        for (JsonNode step : local) {
            String detail = step.path("detail").asString();
            assertThat(StepDetails.of(detail, chinese)).as(detail).containsPattern("\\p{IsHan}")
                    .doesNotContain("player.");
            assertThat(StepDetails.of(detail, Rendering.words())).isEqualTo(detail);
        }
    }

    @Test
    void statesOfLocksAreTakenApart() {
        assertThat(StepDetails.of("mu: 2 readers, a writer waits", Rendering.words(Locale.SIMPLIFIED_CHINESE)))
                .contains("2 个读者", "有写者在等待");
        assertThat(StepDetails.of("flags 0 -> 4", Rendering.words(Locale.SIMPLIFIED_CHINESE)))
                .isEqualTo("flags 0 -> 4");
    }
}
