package dev.maptriage.intake.collector;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Checks that a delivery was signed with one of its source's secrets, over the bytes as sent. Comparisons take as long for
/// a wrong signature as for a right one.
///
/// | header | over | by |
/// |---|---|---|
/// | `webhook-signature` | id, time and body | Standard Webhooks |
/// | `X-Hub-Signature-256` | body | GitHub and many others |
/// | `Sentry-Hook-Signature` | body | Sentry |
/// | `X-Grafana-Alerting-Signature`, `X-Gitea-Signature` | body | Grafana, Gitea |
/// | `X-Grafana-Alerting-Signature` beside `X-Grafana-Alerting-Timestamp` | time and body | Grafana |
/// | `X-Amz-Firehose-Access-Key` | is the secret itself | Amazon Data Firehose |
final class Signatures {
    private static final String STANDARD_PREFIX = "whsec_";
    private static final List<String> HEX = List.of("Sentry-Hook-Signature", "X-Grafana-Alerting-Signature",
            "X-Gitea-Signature");

    private final Clock clock;
    private final Duration tolerance;

    Signatures(Clock clock, Duration tolerance) {
        this.clock = clock;
        this.tolerance = tolerance;
    }

    /// What a signature says for sure.
    enum Proof {
        /** Nothing: there is none, it is wrong, or it is too old. */
        NONE,
        /** Who sent the body, and nothing about when: whoever has seen the request can send it again under another name. */
        BODY,
        /** Who sent it. */
        SENDER
    }

    /// Whether one of the secrets has signed this body, not long ago where the signature has a time.
    Proof proof(List<String> secrets, Function<String, @Nullable String> headers, byte[] body) {
        boolean sender = false;
        boolean signed = false;
        for (String secret : secrets) {
            sender |= standard(secret, headers, body) || key(secret, headers) || timed(secret, headers, body);
            signed |= hub(secret, headers, body) || hex(secret, headers, body);
        }
        return sender ? Proof.SENDER : signed ? Proof.BODY : Proof.NONE;
    }

    /// Grafana's, where it is asked to sign a time, too.
    private boolean timed(String secret, Function<String, @Nullable String> headers, byte[] body) {
        String signature = headers.apply("X-Grafana-Alerting-Signature");
        String time = headers.apply("X-Grafana-Alerting-Timestamp");
        return signature != null && time != null && isRecent(time)
                && isHex(signature, secret, (time + ":").getBytes(StandardCharsets.UTF_8), body);
    }

    private boolean standard(String secret, Function<String, @Nullable String> headers, byte[] body) {
        String id = first(headers, "webhook-id", "svix-id");
        String time = first(headers, "webhook-timestamp", "svix-timestamp");
        String signatures = first(headers, "webhook-signature", "svix-signature");
        if (id == null || time == null || signatures == null || !isRecent(time)) {
            return false;
        }
        byte[] head = (id + "." + time + ".").getBytes(StandardCharsets.UTF_8);
        boolean signed = false;
        for (byte[] key : standardKeys(secret)) {
            byte[] expected = hmac(key, head, body);
            for (String signature : signatures.split("\\s+", -1)) {
                signed |= signature.startsWith("v1,")
                        && MessageDigest.isEqual(base64(signature.substring("v1,".length())), expected);
            }
        }
        return signed;
    }

    /// A secret of the standard is base64 behind `whsec_`; without that prefix it may be either.
    private static List<byte[]> standardKeys(String secret) {
        String text = secret.startsWith(STANDARD_PREFIX) ? secret.substring(STANDARD_PREFIX.length()) : secret;
        List<byte[]> keys = new ArrayList<>();
        byte[] decoded = base64(text);
        if (decoded.length > 0) {
            keys.add(decoded);
        }
        if (!secret.startsWith(STANDARD_PREFIX)) {
            keys.add(secret.getBytes(StandardCharsets.UTF_8));
        }
        return keys;
    }

    private static boolean hub(String secret, Function<String, @Nullable String> headers, byte[] body) {
        String signature = headers.apply("X-Hub-Signature-256");
        return signature != null && signature.startsWith("sha256=")
                && isHex(signature.substring("sha256=".length()), secret, body);
    }

    private boolean hex(String secret, Function<String, @Nullable String> headers, byte[] body) {
        boolean signed = false;
        for (String name : HEX) {
            String signature = headers.apply(name);
            signed |= signature != null && isHex(signature, secret, body);
        }
        String time = headers.apply("Sentry-Hook-Timestamp");
        return signed && (time == null || isRecent(time));
    }

    private static boolean key(String secret, Function<String, @Nullable String> headers) {
        String key = headers.apply("X-Amz-Firehose-Access-Key");
        return key != null && MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8),
                secret.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isHex(String signature, String secret, byte[]... body) {
        byte[] given;
        try {
            given = HexFormat.of().parseHex(signature.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(given, hmac(secret.getBytes(StandardCharsets.UTF_8), body));
    }

    /// Seconds since 1970; some senders give milliseconds.
    private boolean isRecent(String time) {
        try {
            long value = Long.parseLong(time.strip());
            Instant signed = value > 100_000_000_000L ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
            return Duration.between(signed, clock.instant()).abs().compareTo(tolerance) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable String first(Function<String, @Nullable String> headers, String... names) {
        for (String name : names) {
            String value = headers.apply(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }
}
