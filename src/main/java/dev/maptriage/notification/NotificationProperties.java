package dev.maptriage.notification;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param baseUrl          address under which people reach the service, for links in notifications
/// @param privateAddresses whether webhooks may go to addresses that are not of the public internet
/// @param from             sender of e-mail
/// @param retry            waits between attempts; after the last one a notification has failed
/// @param timeout          how long a receiver may take
/// @param keep             how long the log goes back
@ConfigurationProperties("maptriage.notifications")
record NotificationProperties(@DefaultValue("http://localhost:8080") String baseUrl,
        @DefaultValue("false") boolean privateAddresses, @DefaultValue("maptriage@localhost") String from,
        @DefaultValue( {
            "5s", "30s", "5m", "30m", "2h", "5h", "10h"}) List<Duration> retry,
        @DefaultValue("10s") Duration timeout, @DefaultValue("90d") Duration keep){

    NotificationProperties {
        retry = List.copyOf(retry);
    }

    /// An address of a page.
    String page(String path) {
        return (baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl) + path;
    }
}
