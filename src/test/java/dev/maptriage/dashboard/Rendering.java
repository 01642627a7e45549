package dev.maptriage.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import dev.maptriage.trace.LineRange;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/// Renders a template as a page would, without a server.
final class Rendering {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private Rendering() {}

    static PageWords words() {
        return words(Locale.ENGLISH);
    }

    static PageWords words(Locale locale) {
        return new PageWords(messages(), locale, NOW);
    }

    static ResourceBundleMessageSource messages() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasenames("pages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }

    static String render(String template, Map<String, Object> model) {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        engine.setMessageSource(messages());
        MockServletContext servlets = new MockServletContext();
        JakartaServletWebApplication application = JakartaServletWebApplication.buildApplication(servlets);
        MockHttpServletRequest request = new MockHttpServletRequest(servlets);
        WebContext context = new WebContext(application.buildExchange(request, new MockHttpServletResponse()),
                Locale.ENGLISH, model);
        return engine.process(template, context);
    }

    /// A text in memory.
    static TraceLines lines(String text) {
        List<String> all = text.lines().toList();
        return new TraceLines() {
            @Override
            public int count() {
                return all.size();
            }

            @Override
            public NavigableMap<Integer, String> read(List<LineRange> ranges) {
                NavigableMap<Integer, String> read = new TreeMap<>();
                for (LineRange range : ranges) {
                    for (int line = range.first(); line <= range.last(); line++) {
                        read.put(line, all.get(line - 1));
                    }
                }
                return read;
            }
        };
    }
}
