package dev.maptriage.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/// Who a browser has logged in as: a random secret in a cookie that scripts cannot read, its hash in the database.
@Component
class SessionCookie implements SecurityContextRepository, LogoutHandler {
    static final String NAME = "maptriage_session";

    private final Access access;

    SessionCookie(Access access) {
        this.access = access;
    }

    Optional<Authentication> holder(HttpServletRequest request) {
        String secret = secret(request);
        return secret == null ? Optional.empty() : access.bySession(secret);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public SecurityContext loadContext(HttpRequestResponseHolder exchange) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        holder(exchange.getRequest()).ifPresent(context::setAuthentication);
        return context;
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        Authentication holder = context.getAuthentication();
        // Who came in without a token has nothing that a session could end with.
        if (holder != null && Access.tokenOf(holder) != null) {
            setCookie(request, response, access.beginSession(holder), Access.SESSION.toSeconds());
        }
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return secret(request) != null;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication holder) {
        String secret = secret(request);
        if (secret != null) {
            access.endSession(secret);
        }
        setCookie(request, response, "", 0);
    }

    private static @Nullable String secret(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, NAME);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    private static void setCookie(HttpServletRequest request, HttpServletResponse response, String value,
            long seconds) {
        response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(NAME, value).httpOnly(true)
                .secure(request.isSecure()).sameSite("Lax").path("/").maxAge(seconds).build().toString());
    }
}
