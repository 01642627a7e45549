package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.MaptriageApplication;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/// A service with a token, and what becomes of its listeners when it stops.
class LiveEventsAccessTest {
    private static final String TOKEN = "only-a-test-only-a-test";

    @Test
    void listenersNeedAnAccessTokenAndAreSentHomeAtShutdown() throws Exception {
        var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(MaptriageApplication.class).run(
                "--server.port=0", "--maptriage.admin-token=" + TOKEN, "--spring.devtools.restart.enabled=false",
                "--spring.datasource.url=jdbc:h2:mem:live-access;DB_CLOSE_ON_EXIT=FALSE");
        try (context) {
            int port = Objects.requireNonNull(context.getWebServer()).getPort();
            try (EventStream stranger = EventStream.open(port)) {
                assertThat(stranger.status()).isEqualTo(401);
            }
            try (EventStream known = EventStream.open(port, "Authorization", "Bearer " + TOKEN)) {
                assertThat(known.status()).isEqualTo(200);
                long start = System.nanoTime();
                context.close();
                assertThat(known.ends(Duration.ofSeconds(5))).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }
}
