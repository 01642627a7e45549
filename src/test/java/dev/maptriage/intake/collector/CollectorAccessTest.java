package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/// Who may deliver to a service that has tokens: by a token wherever a sender can put one, or by the source's signature.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.admin-token=" + CollectorAccessTest.TOKEN, "maptriage.collectors.sources.github.secrets=only-a-test",
    "spring.datasource.url=jdbc:h2:mem:collectoraccess;DB_CLOSE_ON_EXIT=FALSE"})
class CollectorAccessTest {
    static final String TOKEN = "only-a-test-only-a-test";

    @LocalServerPort
    int port;

    Collectors service;

    @BeforeEach
    void client() {
        service = new Collectors(port);
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("any:" + password).getBytes(StandardCharsets.UTF_8));
    }

    static Stream<List<String>> places() {
        return Stream.of(List.of("/webhooks/generic", "Authorization", "Bearer %s"),
                List.of("/webhooks/generic", "Authorization", "basic %s"),
                List.of("/webhooks/firehose", "X-Amz-Firehose-Access-Key", "%s"),
                List.of("/webhooks/sentry", "X-Sentry-Auth", "Sentry sentry_version=7, sentry_key=%s, sentry_client=x"),
                List.of("/webhooks/sentry?sentry_key=%s", "X-Nothing", "x"),
                List.of("/webhooks/generic?token=%s", "X-Nothing", "x"));
    }

    private String deliver(List<String> place, String token) {
        String value = place.get(2).startsWith("basic ") ? basic(token) : place.get(2).formatted(token);
        return service.post(place.get(0).formatted(token), Crashes.nilMapWrite("Access"), place.get(1), value);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aTokenMayStandWhereverASenderCanPutIt(List<String> place) {
        // Not every source can read this body; whoever is told so was let in.
        assertThat(deliver(place, TOKEN)).matches("(?s)(200|202|400) .*");
        assertThat(deliver(place, TOKEN + "x")).startsWith("401 ");
        assertThat(deliver(place, "")).startsWith("401 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/generic", "/webhooks/vector", "/webhooks/alertmanager", "/webhooks/journald",
        "/loki/api/v1/push", "/v1/logs"})
    void nobodyDeliversWithoutAToken(String path) {
        var answer = service.send(path, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void firehoseHearsOfItInItsOwnForm() {
        assertThat(service.post("/webhooks/firehose", "{}", "X-Amz-Firehose-Request-Id", "r7")).startsWith("401 ")
                .contains("\"requestId\":\"r7\"", "errorMessage");
    }

    @Test
    void aSourceWithSecretsWantsASignatureAndATokenDoesNotReplaceIt() {
        assertThat(service.post("/webhooks/github", "{}", "Authorization", "Bearer " + TOKEN)).startsWith("401 ");
    }

    @Test
    void theLogOfDeliveriesIsNotForEverybody() {
        assertThat(service.post("/api/v1/deliveries/0192f0c1-0000-7000-8000-000000000000/replay", ""))
                .startsWith("401 ");
        assertThat(service.post("/api/v1/deliveries/0192f0c1-0000-7000-8000-000000000000/replay", "", "Authorization",
                "Bearer " + TOKEN)).startsWith("404 ");
    }
}
