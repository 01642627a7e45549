package dev.maptriage.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.incident.Problem;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private RateLimits limits(int perToken, int perAddress, int failures, int remembered) {
        return new RateLimits(new RateProperties(perToken, perAddress, failures, remembered), time);
    }

    @Test
    void letsSoManyThroughInAMinuteAndNotOneMore() {
        RateLimits limits = limits(3, 0, 0, 100);
        UUID token = UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            assertThat(limits.ofToken(token)).isEmpty();
        }
        Problem tooMany = limits.ofToken(token).orElseThrow();
        assertThat(tooMany.getStatusCode().value()).isEqualTo(429);
        assertThat(tooMany.getHeaders().getFirst("Retry-After")).isEqualTo("20");
        assertThat(limits.ofToken(UUID.randomUUID())).isEmpty();

        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(limits.ofToken(token)).isEmpty();
        assertThat(limits.ofToken(token)).isPresent();
    }

    @Test
    void zeroMeansAnyNumber() {
        RateLimits limits = limits(0, 0, 0, 100);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limits.ofAddress("192.0.2.1")).isEmpty();
            assertThat(limits.ofFailure("192.0.2.1")).isEmpty();
        }
        assertThat(limits.failures("192.0.2.1")).isEmpty();
        assertThat(limits.size()).isZero();
    }

    @Test
    void askingWhetherAnAddressGuessesCountsNothing() {
        RateLimits limits = limits(0, 0, 2, 100);
        assertThat(limits.failures("192.0.2.1")).isEmpty();
        limits.ofFailure("192.0.2.1");
        assertThat(limits.failures("192.0.2.1")).isEmpty();
        limits.ofFailure("192.0.2.1");
        assertThat(limits.failures("192.0.2.1")).isPresent();
        assertThat(limits.failures("192.0.2.2")).isEmpty();
    }

    @Test
    void oneSubscriberHasOneNetworkOfAddresses() {
        assertThat(RateLimits.network("2001:db8:1:2::1")).isEqualTo(RateLimits.network("2001:db8:1:2:ffff::9"));
        assertThat(RateLimits.network("2001:db8:1:2::1")).isNotEqualTo(RateLimits.network("2001:db8:1:3::1"));
        assertThat(RateLimits.network("fe80::1%eth0")).isEqualTo(RateLimits.network("fe80::2"));
        assertThat(RateLimits.network("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(RateLimits.network("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(RateLimits.network("no:address")).isEqualTo("no:address");
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        RateLimits limits = limits(0, 5, 0, 1_000);
        for (int i = 0; i < 100_000; i++) {
            Optional<Problem> first = limits.ofAddress("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256);
            assertThat(first).isEmpty();
        }
        assertThat(limits.size()).isLessThanOrEqualTo(1_000);
    }
}
