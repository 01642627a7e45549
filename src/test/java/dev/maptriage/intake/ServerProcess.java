package dev.maptriage.intake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/// The service in a process of its own.
@NullUnmarked
final class ServerProcess implements AutoCloseable {
    final HttpClient client = HttpClient.newHttpClient();
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final int port;

    ServerProcess(Path log, List<String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dspring.devtools.restart.enabled=false",
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        "dev.maptriage.MaptriageApplication", "--server.port=0"));
        command.addAll(settings);
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        port = awaitPort(log);
    }

    private int awaitPort(Path log) throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(100);
        while (process.isAlive() && Instant.now().isBefore(end)) {
            Matcher started = PORT.matcher(Files.readString(log));
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("did not start:\n" + Files.readString(log));
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    HttpResponse<String> post(String path, String text) throws IOException, InterruptedException {
        return post(path, "text/plain", text);
    }

    HttpResponse<String> post(String path, String type, String text) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).header("Content-Type", type)
                .timeout(Duration.ofSeconds(30)).POST(BodyPublishers.ofString(text)).build(),
                BodyHandlers.ofString());
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
        client.shutdownNow();
    }
}
