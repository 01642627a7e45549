package dev.maptriage.dashboard;

import dev.maptriage.access.AccessTokens;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// `/login`: the form; who may sign in is decided elsewhere. Where nothing is asked for there is no form.
@Controller
class LoginPages {
    private final AccessTokens tokens;

    LoginPages(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @GetMapping("/login")
    String form() {
        return tokens.open() ? "redirect:/" : "login";
    }
}
