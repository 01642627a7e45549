package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/// What happens when many times as many senders come as there is room for, none of whom waits after a refusal.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "maptriage.intake.at-once=8", "maptriage.admin-token="})
@Timeout(240)
abstract class OverloadContract {
    private static final int AT_ONCE = 8;
    private static final int SENDERS = 10 * AT_ONCE;

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void tenTimesTheLoadIsStoredAsFarAsAcceptedAndTheRestIsToldToComeBackAtOnce() throws InterruptedException {
        CrashSenders.Outcome warm = CrashSenders.send(port, CrashSenders.knownBugs(40, 10), AT_ONCE / 2,
                Duration.ofSeconds(3), "warm");
        assertThat(warm.statuses().keySet()).containsExactly(201);

        CrashSenders.Outcome known = CrashSenders.send(port, CrashSenders.knownBugs(40, 10), SENDERS,
                Duration.ofSeconds(4),
                "over");
        CrashSenders.Outcome fresh = CrashSenders.send(port, CrashSenders.newBugs(), SENDERS, Duration.ofSeconds(4),
                "over");

        assertThat(known.statuses().keySet()).containsExactlyInAnyOrder(201, 429);
        assertThat(fresh.statuses().keySet()).containsExactlyInAnyOrder(201, 429);
        assertThat(known.stored()).as("stored while most are refused").isGreaterThan(AT_ONCE);
        int acknowledged = warm.stored() + known.stored() + fresh.stored();
        assertThat(count("select count(*) from incident where service = '" + CrashSenders.SERVICE + "'"))
                .isEqualTo(acknowledged);
        assertThat(count("select sum(incident_count) from issue")).isEqualTo(acknowledged);
        assertThat(count("select sum(incident_count) from issue_day")).isEqualTo(acknowledged);
        assertThat(count("select sum(incident_count) from incident_day")).isEqualTo(acknowledged);
        assertThat(known.retryAfter()).as("every refusal says when to come back")
                .isEqualTo(known.statuses().get(429));

        CrashSenders.Outcome after = CrashSenders.send(port, CrashSenders.knownBugs(40, 10), 1, Duration.ofSeconds(1),
                "after");
        assertThat(after.statuses().keySet()).as("and then it is as before").containsExactly(201);
    }

    private long count(String query) {
        Long count = jdbc.queryForObject(query, Long.class);
        return count == null ? 0 : count;
    }
}
