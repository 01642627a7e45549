package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import dev.maptriage.incident.Incident.ReproductionStatus.State;
import dev.maptriage.incident.Incidents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What was asked for before a stop is done after it.
class ReproductionRestartTest {
    @TempDir
    private Path directory;

    private ServletWebServerApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--maptriage.admin-token=",
                "--spring.devtools.restart.enabled=false", "--db-scheduler.heartbeat-interval=1s",
                "--spring.datasource.url=jdbc:h2:file:" + directory.resolve("restart") + ";DB_CLOSE_ON_EXIT=FALSE"));
        arguments.addAll(Arrays.asList(more));
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(MaptriageApplication.class)
                .run(arguments.toArray(String[]::new));
    }

    private static JsonNode upload(ServletWebServerApplicationContext service, String text) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(
                    "http://localhost:" + Objects.requireNonNull(service.getWebServer()).getPort() + "/api/v1/traces");
            String answer = client.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(text))
                    .build(), HttpResponse.BodyHandlers.ofString()).body();
            return service.getBean(JsonMapper.class).readTree(answer).get("incidents").get(0);
        }
    }

    @Test
    void aQueuedAndAnInterruptedReproductionAreTakenUpAfterARestart() throws Exception {
        UUID queued;
        UUID interrupted;
        // Nobody takes tasks here: the first look would come in ten minutes.
        try (var first = start("--db-scheduler.polling-interval=10m",
                "--db-scheduler.immediate-execution-enabled=false")) {
            first.getBean(com.github.kagkarlsson.scheduler.Scheduler.class).pause();
            JsonNode one = upload(first, Crashes.concurrentWrites("Queued"));
            JsonNode other = upload(first, Crashes.nilMapWrite("Interrupted"));
            assertThat(one.get("reproduction").get("state").asString()).isEqualTo("QUEUED");
            queued = UUID.fromString(one.get("id").asString());
            interrupted = UUID.fromString(other.get("id").asString());
            // As a killed instance leaves it: taken, begun, and no longer alive.
            String simulation = other.get("reproduction").get("simulationId").asString();
            first.getBean(SimulationStore.class).begin(UUID.fromString(simulation));
            assertThat(first.getBean(JdbcClient.class).sql("""
                    update scheduled_tasks set picked = true, picked_by = 'gone',
                    last_heartbeat = timestamp '2026-01-01 00:00:00' where task_instance = ?""").param(simulation)
                    .update()).isEqualTo(1);
        }
        try (var second = start()) {
            Incidents incidents = second.getBean(Incidents.class);
            for (UUID id : List.of(queued, interrupted)) {
                long end = System.nanoTime() + 30_000_000_000L;
                while (incidents.find(id).orElseThrow().reproduction().state() != State.DONE
                        && System.nanoTime() < end) {
                    Thread.sleep(100);
                }
                assertThat(incidents.find(id).orElseThrow().reproduction().state()).isEqualTo(State.DONE);
            }
            assertThat(incidents.find(queued).orElseThrow().reproduction().reproduced()).isTrue();
        }
    }
}
