package dev.maptriage.dashboard;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// `/login`: the form; who may sign in is decided elsewhere.
@Controller
class LoginPages {

    @GetMapping("/login")
    String form() {
        return "login";
    }
}
