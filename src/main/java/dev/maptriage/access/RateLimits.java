package dev.maptriage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.maptriage.incident.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Counts requests per token and per address, and wrong tokens per address: a bucket each, that fills evenly and holds one
/// minute's worth. Buckets nobody has used for a while are forgotten, and there are never more than so many.
///
/// A wrong token is counted apart, because guessing must be slow while work may be quick. Whoever shows a right token is not
/// sent away for the wrong ones of a neighbour behind the same address; only the log-in form is, since a person can wait.
@Component
class RateLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /// An IPv6 network of this length belongs to one subscriber.
    private static final int NETWORK_BYTES = 8;

    private final RateProperties properties;
    private final TimeMeter time;
    private final Cache<Object, Bucket> tokens;
    private final Cache<Object, Bucket> addresses;
    private final Cache<Object, Bucket> failures;

    @Autowired
    RateLimits(RateProperties properties) {
        this(properties, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(RateProperties properties, TimeMeter time) {
        this.properties = properties;
        this.time = time;
        this.tokens = cache();
        this.addresses = cache();
        this.failures = cache();
    }

    private Cache<Object, Bucket> cache() {
        // A bucket is full again after a minute; until then it must not be forgotten.
        return Caffeine.newBuilder().maximumSize(Math.max(1, properties.remembered()))
                .expireAfterAccess(MINUTE.multipliedBy(2)).build();
    }

    /// Counts a request with a token.
    ///
    /// @return why it has to wait
    Optional<Problem> ofToken(UUID token) {
        return take(tokens, token, properties.perToken(), "problem.rate-token");
    }

    /// Counts a request from an address.
    ///
    /// @return why it has to wait
    Optional<Problem> ofAddress(String address) {
        return take(addresses, network(address), properties.perAddress(), "problem.rate-address");
    }

    /// Counts a wrong token from an address.
    ///
    /// @return why further ones are not even looked at
    Optional<Problem> ofFailure(String address) {
        return take(failures, network(address), properties.failuresPerAddress(), "problem.rate-failures");
    }

    /// Whether an address has shown too many wrong tokens, without counting one.
    Optional<Problem> failures(String address) {
        Bucket bucket = failures.getIfPresent(network(address));
        if (bucket == null || properties.failuresPerAddress() <= 0) {
            return Optional.empty();
        }
        long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return nanos == 0
                ? Optional.empty()
                : Optional.of(problem("problem.rate-failures", nanos, properties.failuresPerAddress()));
    }

    private Optional<Problem> take(Cache<Object, Bucket> cache, Object key, int perMinute, String words) {
        if (perMinute <= 0) {
            return Optional.empty();
        }
        Bucket bucket = cache.get(key, ignored -> Bucket.builder().withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE)).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(problem(words, probe.getNanosToWaitForRefill(), perMinute));
    }

    private static Problem problem(String words, long nanos, int perMinute) {
        long seconds = Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds());
        Problem problem = new Problem(HttpStatus.TOO_MANY_REQUESTS, words, perMinute, seconds);
        problem.with("limit", Map.of("perMinute", perMinute));
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return problem;
    }

    /// How many buckets there are.
    long size() {
        List<Cache<Object, Bucket>> all = List.of(tokens, addresses, failures);
        all.forEach(Cache::cleanUp);
        return all.stream().mapToLong(Cache::estimatedSize).sum();
    }

    /// The address, or of IPv6 the network it is in.
    static String network(String address) {
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        if (plain.indexOf(':') < 0) {
            return plain;
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(plain);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return plain;
        }
    }
}
