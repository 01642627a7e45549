package dev.maptriage.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/// Makes the token of the forms before the page is written. It comes with a cookie, and a form at the end of a long page asks
/// for it when the head of the answer is on its way already.
@ControllerAdvice(basePackageClasses = FormToken.class)
class FormToken {

    @ModelAttribute
    void make(HttpServletRequest request) {
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            token.getToken();
        }
    }
}
