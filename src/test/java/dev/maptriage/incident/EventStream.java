package dev.maptriage.incident;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A client of server-sent events.
public final class EventStream implements AutoCloseable {
    private static final Event END = new Event("", "end", "");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    public record Event(String id, String type, String data) {}

    public static EventStream open(int port, String... headers) throws IOException, InterruptedException {
        return new EventStream(port, headers);
    }

    private EventStream(int port, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/events"))
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        Thread.ofVirtual().start(this::read);
    }

    public int status() {
        return response.statusCode();
    }

    public HttpResponse<InputStream> response() {
        return response;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    block.add(line);
                } else {
                    events.add(new Event(field(block, "id"), field(block, "event"), field(block, "data")));
                    block.clear();
                }
            }
        } catch (IOException closed) {
            // Told below.
        }
        events.add(END);
    }

    private static String field(List<String> block, String name) {
        return block.stream().filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst().orElse("");
    }

    /// The next one of this kind; null when none came in time, or at the end of the stream.
    public @Nullable Event next(Duration patience, Predicate<Event> wanted) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (;;) {
            Event event = events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null || event.equals(END)) {
                return null;
            }
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /// Whether the other side ends the stream in this time.
    public boolean ends(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (;;) {
            Event event = events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null || event.equals(END)) {
                return event != null;
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
