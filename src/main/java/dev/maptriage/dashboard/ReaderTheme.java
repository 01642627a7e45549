package dev.maptriage.dashboard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.HandlerInterceptor;

/// Light or dark, as a reader chose in the footer. Who chose nothing gets what the browser prefers. Kept in a cookie and written
/// into every page, error pages too, so that none flashes in the other colours first.
final class ReaderTheme implements HandlerInterceptor {
    /// Name of the variable in templates: `light`, `dark`, or not set.
    static final String VARIABLE = "theme";
    private static final String COOKIE = "maptriage-theme";
    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final Duration KEPT = Duration.ofDays(365);

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE) && THEMES.contains(cookie.getValue())) {
                    request.setAttribute(VARIABLE, cookie.getValue());
                }
            }
        }
        return true;
    }

    /// Keeps a choice; anything but a theme means what the browser prefers.
    static void choose(@Nullable String theme, HttpServletRequest request, HttpServletResponse response) {
        boolean known = theme != null && THEMES.contains(theme);
        response.addHeader(HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, known ? theme : "").path("/").maxAge(known ? KEPT : Duration.ZERO)
                        .httpOnly(true).sameSite("Lax").secure(request.isSecure()).build().toString());
    }
}
