package dev.maptriage.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {

    private static Web web(boolean privateAddresses) {
        return new Web(new NotificationProperties("http://localhost", privateAddresses, "a@example.com", List.of(),
                Duration.ofSeconds(5), Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "0177.0.0.1", "2130706433", "0.0.0.0",
        "[::ffff:127.0.0.1]"})
    void callsNobodyInside(String host) throws IOException {
        try (Receiver receiver = new Receiver()) {
            int port = URI.create(receiver.address("/")).getPort();
            Outcome outcome = web(false).post("http://" + host + ":" + port + "/hook", Map.of(), "{}");
            assertThat(outcome.result()).isIn(Outcome.Result.REFUSED, Outcome.Result.FAILED);
            assertThat(receiver.posts("/hook")).isEmpty();
        }
    }

    @Test
    void saysWhyItCallsNobodyInside() {
        Outcome outcome = web(false).post("http://localhost:9/", Map.of(), "{}");
        assertThat(outcome.result()).isEqualTo(Outcome.Result.REFUSED);
        assertThat(outcome.detail()).contains("localhost is ", "private-addresses");
    }

    @Test
    void followsNoRedirect() throws IOException {
        try (Receiver receiver = new Receiver()) {
            receiver.answer("/hook", 302);
            Outcome outcome = web(true).post(receiver.address("/hook"), Map.of(), "{}");
            assertThat(outcome.result()).isEqualTo(Outcome.Result.FAILED);
            assertThat(outcome.status()).isEqualTo(302);
            assertThat(receiver.posts("/elsewhere")).isEmpty();
        }
    }

    @Test
    void tellsWhatBecameOfIt() throws IOException {
        try (Receiver receiver = new Receiver()) {
            receiver.answer("/hook", 200, 500, 410);
            Web web = web(true);
            assertThat(web.post(receiver.address("/hook"), Map.of("x-id", "7"), "{\"a\":1}").result())
                    .isEqualTo(Outcome.Result.ACCEPTED);
            assertThat(web.post(receiver.address("/hook"), Map.of(), "{}").status()).isEqualTo(500);
            assertThat(web.post(receiver.address("/hook"), Map.of(), "{}").result()).isEqualTo(Outcome.Result.GONE);
            assertThat(receiver.posts("/hook").getFirst().body()).isEqualTo("{\"a\":1}");
            assertThat(receiver.posts("/hook").getFirst().header("X-Id")).isEqualTo("7");
        }
        assertThat(web(true).post("http://127.0.0.1:1/", Map.of(), "{}").result()).isEqualTo(Outcome.Result.FAILED);
    }
}
