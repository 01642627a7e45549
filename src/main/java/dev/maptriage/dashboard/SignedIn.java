package dev.maptriage.dashboard;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/// Tells the layout whether there is somebody to sign out.
@ControllerAdvice(basePackageClasses = SignedIn.class)
class SignedIn {

    @ModelAttribute("signedIn")
    boolean signedIn(@Nullable Principal reader) {
        return reader != null;
    }
}
