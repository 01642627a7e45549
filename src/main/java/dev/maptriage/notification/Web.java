package dev.maptriage.notification;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Posts to addresses that users give. No redirect is followed, and a name is looked up once: the addresses that were judged are
/// the ones that are called, so a name that changes its meaning in between gains nothing.
@Component
class Web {
    private static final int READ = 2_000;
    private static final int SHOWN = 200;
    private static final long LONGEST_WAIT = Duration.ofHours(12).toSeconds();

    private final CloseableHttpClient client;

    Web(NotificationProperties properties) {
        Timeout timeout = Timeout.of(properties.timeout());
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new JudgedNames(properties.privateAddresses()))
                        .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(timeout)
                                .setSocketTimeout(timeout).setTimeToLive(TimeValue.of(1, TimeUnit.MINUTES)).build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout).build())
                .setUserAgent("maptriage").disableRedirectHandling().disableCookieManagement().disableAutomaticRetries()
                .disableAuthCaching().build();
    }

    Outcome post(String address, Map<String, String> headers, String json) {
        HttpPost request = new HttpPost(address);
        headers.forEach(request::setHeader);
        request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        try {
            return client.execute(request, Web::outcome);
        } catch (NotPublicException inside) {
            return Outcome.of(Outcome.Result.REFUSED, inside.getMessage());
        } catch (IOException | IllegalArgumentException failed) {
            return Outcome.of(Outcome.Result.FAILED, failed.getClass().getSimpleName() + ": " + failed.getMessage());
        }
    }

    private static Outcome outcome(ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return new Outcome(Outcome.Result.ACCEPTED, status, null, null);
        }
        String detail = start(response.getEntity());
        if (status == 410) {
            return new Outcome(Outcome.Result.GONE, status, detail, null);
        }
        return new Outcome(Outcome.Result.FAILED, status, detail, retryAfter(response.getFirstHeader("Retry-After")));
    }

    private static String start(@Nullable HttpEntity entity) throws IOException {
        if (entity == null || entity.getContent() == null) {
            return "";
        }
        String text = new String(entity.getContent().readNBytes(READ), StandardCharsets.UTF_8);
        String line = text.replaceAll("\\s+", " ").strip();
        return line.substring(0, Math.min(line.length(), SHOWN));
    }

    private static @Nullable Duration retryAfter(@Nullable Header header) {
        return header != null && header.getValue().matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(Long.parseLong(header.getValue()), LONGEST_WAIT))
                : null;
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }

    /// A name leads to where nothing is to be sent.
    private static final class NotPublicException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublicException(String host, InetAddress address) {
            super(host + " is " + address.getHostAddress() + ", which is not of the public internet."
                    + " maptriage.notifications.private-addresses allows it.");
        }
    }

    private static final class JudgedNames extends SystemDefaultDnsResolver {
        private final boolean all;

        JudgedNames(boolean all) {
            this.all = all;
        }

        /// One bad address among several is enough: which one is called is not ours to say.
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = super.resolve(host);
            if (!all) {
                InetAddress inside = Arrays.stream(addresses).filter(address -> !PublicAddresses.isPublic(address))
                        .findFirst().orElse(null);
                if (inside != null) {
                    throw new NotPublicException(host, inside);
                }
            }
            return addresses;
        }
    }
}
