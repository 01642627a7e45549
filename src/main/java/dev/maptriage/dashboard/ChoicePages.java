package dev.maptriage.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;

/// Changes the language and the theme, and leads back to the page where somebody did so.
@Controller
class ChoicePages {
    private final LocaleResolver languages;

    ChoicePages(LocaleResolver languages) {
        this.languages = languages;
    }

    @PostMapping("/language")
    String language(@RequestParam(required = false) @Nullable String to,
            @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String from,
            HttpServletRequest request, HttpServletResponse response) {
        ReaderLanguage.find(to).ifPresent(language -> languages.setLocale(request, response, language));
        return "redirect:" + path(from, request.getServerName());
    }

    @PostMapping("/theme")
    String theme(@RequestParam(required = false) @Nullable String to,
            @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String from,
            HttpServletRequest request, HttpServletResponse response) {
        ReaderTheme.choose(to, request, response);
        return "redirect:" + path(from, request.getServerName());
    }

    /// Path and query of a page of this service; the overview for anything else.
    private static String path(@Nullable String address, String host) {
        try {
            URI from = new URI(address == null ? "" : address);
            String path = from.getRawPath();
            if (!host.equals(from.getHost()) || path == null || !path.startsWith("/") || path.startsWith("//")) {
                return "/";
            }
            return path + (from.getRawQuery() == null ? "" : "?" + from.getRawQuery());
        } catch (URISyntaxException unreadable) {
            return "/";
        }
    }
}
