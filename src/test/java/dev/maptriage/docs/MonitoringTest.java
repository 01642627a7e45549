package dev.maptriage.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Grafana dashboard asks for meters that the service has.
@ServedOnRandomPort
class MonitoringTest {
    private static final Path DASHBOARD = Path.of("docs/monitoring/grafana/dashboards/maptriage.json");
    private static final Pattern METER = Pattern.compile("\\b(?:maptriage|jvm|hikaricp|http)_[a-z_]+");
    private static final Pattern SERIES = Pattern.compile("^([a-z_]+)[{ ]", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("\\b([a-z]+)=~?\"");

    @LocalServerPort
    private int port;
    @Autowired
    private JsonMapper json;

    @Test
    void everyMeterOfTheDashboardIsServed() throws Exception {
        String served = servedAfterAnUpload();
        Set<String> series = SERIES.matcher(served).results().map(m -> m.group(1)).collect(Collectors.toSet());
        Set<String> asked = new TreeSet<>();
        for (JsonNode panel : json.readTree(Files.readString(DASHBOARD)).get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                METER.matcher(target.get("expr").asString()).results().forEach(m -> asked.add(m.group()));
            }
        }
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(series).containsAll(asked);
    }

    @Test
    void everyLabelOfTheDashboardIsServed() throws Exception {
        String served = servedAfterAnUpload();
        String dashboard = Files.readString(DASHBOARD).replace("\\\"", "\"");
        Set<String> labels = LABEL.matcher(dashboard).results().map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(labels).contains("outcome", "insufficient");
        assertThat(labels).allSatisfy(label -> assertThat(served).containsPattern("[{,]" + label + "=\""));
    }

    private String servedAfterAnUpload() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://localhost:" + port;
            client.send(HttpRequest.newBuilder(URI.create(base + "/api/v1/traces"))
                    .POST(HttpRequest.BodyPublishers.ofString("fatal error: concurrent map writes\n")).build(),
                    HttpResponse.BodyHandlers.discarding());
            return client.send(HttpRequest.newBuilder(URI.create(base + "/actuator/prometheus")).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
