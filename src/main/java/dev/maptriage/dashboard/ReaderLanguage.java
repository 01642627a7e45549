package dev.maptriage.dashboard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;

/// The language of a reader: the one chosen on a page, else the first of `Accept-Language` that there are words in. Others get
/// English as a whole: words in one language and numbers in another would be neither.
final class ReaderLanguage implements LocaleResolver {
    /// Languages with complete bundles.
    static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
    private static final String COOKIE = "maptriage-language";
    private static final Duration KEPT = Duration.ofDays(365);

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        return chosen(request).or(() -> accepted(request)).orElse(Locale.ENGLISH);
    }

    private static Optional<Locale> chosen(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return find(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Locale> accepted(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null) {
            return Optional.empty();
        }
        return Collections.list(request.getLocales()).stream()
                .flatMap(wanted -> LANGUAGES.stream().filter(l -> l.getLanguage().equals(wanted.getLanguage())))
                .findFirst();
    }

    /// The language of a tag.
    static Optional<Locale> find(@Nullable String tag) {
        return LANGUAGES.stream().filter(language -> language.toLanguageTag().equals(tag)).findFirst();
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        if (response != null && locale != null) {
            response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(COOKIE, locale.toLanguageTag()).path("/")
                    .maxAge(KEPT).httpOnly(true).sameSite("Lax").secure(request.isSecure()).build().toString());
        }
    }
}
