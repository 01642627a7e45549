package dev.maptriage.intake;

import java.time.Instant;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.autoconfigure.context.MessageSourceProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.io.ClassPathResource;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    @ConfigurationProperties("spring.messages")
    MessageSourceProperties messageSourceProperties() {
        return new MessageSourceProperties();
    }

    @Bean
    MessageSource messageSource(MessageSourceProperties properties) {
        PlainNumbersMessageSource messages = new PlainNumbersMessageSource();
        // A bundle that a build leaves out is no reason for a warning per sentence.
        messages.setBasenames(properties.getBasename().stream().map(String::strip)
                .filter(name -> new ClassPathResource(name + ".properties").exists()).toArray(String[]::new));
        messages.setDefaultEncoding(properties.getEncoding().name());
        messages.setFallbackToSystemLocale(properties.isFallbackToSystemLocale());
        return messages;
    }

    /// Times in parameters, in all the forms that [Times] reads.
    @Bean
    Converter<String, Instant> timeConverter() {
        return new TimeConverter();
    }

    private static final class TimeConverter implements Converter<String, Instant> {
        @Override
        @SuppressWarnings("NullAway") // null is how a converter says "absent"
        public Instant convert(String text) {
            return text.isBlank() ? null : Times.parse(text);
        }
    }

    /// A client that asks before it sends gets its refusal before it has sent anything.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
        TomcatConnectorCustomizer customizer = connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
                protocol.setContinueResponseTiming("onRead");
            }
        };
        return factory -> factory.addConnectorCustomizers(customizer);
    }
}
