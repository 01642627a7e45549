package dev.maptriage.dashboard;

import dev.maptriage.access.AccessTokens;
import dev.maptriage.access.Scope;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/// Tells the layout whether there is somebody to sign out, and whether settings would open.
@ControllerAdvice(basePackageClasses = SignedIn.class)
class SignedIn {
    private final AccessTokens tokens;

    SignedIn(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @ModelAttribute("signedIn")
    boolean signedIn(@Nullable Principal reader) {
        return reader != null;
    }

    @ModelAttribute("administers")
    boolean administers(@Nullable Principal reader) {
        return reader instanceof Authentication holder
                ? holder.getAuthorities().stream().anyMatch(one -> Scope.ADMIN.name().equals(one.getAuthority()))
                : tokens.open();
    }
}
