package dev.maptriage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.MockMvc;

/// A service that is reachable by others and has a token.
@NullUnmarked
@DirtiesContext
@AutoConfigureMockMvc
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "server.address=0.0.0.0",
    "maptriage.admin-token=" + AccessTest.TOKEN, "spring.datasource.url=jdbc:h2:mem:access;DB_CLOSE_ON_EXIT=FALSE"})
class AccessTest {
    static final String TOKEN = "only-a-test-only-a-test";

    @Autowired
    MockMvc mvc;

    @Test
    void programsNeedAToken() throws Exception {
        mvc.perform(get("/api/v1/issues")).andExpect(status().isUnauthorized())
                .andExpect(content().contentType("application/problem+json"))
                .andExpect(header().string("WWW-Authenticate", "Bearer"));
        mvc.perform(get("/api/v1/issues").header("Authorization", "Bearer wrong")).andExpect(status().isUnauthorized());
        mvc.perform(get("/api/v1/issues").header("Authorization", "Bearer " + TOKEN)).andExpect(status().isOk());
        mvc.perform(post("/api/v1/traces").content(Crashes.concurrentWrites("Put")))
                .andExpect(status().isUnauthorized());
        mvc.perform(post("/api/v1/traces").content(Crashes.concurrentWrites("Put")).header("Authorization",
                "Bearer " + TOKEN)).andExpect(status().isCreated());
    }

    @Test
    void healthIsOpenAndMetricsAreNot() throws Exception {
        mvc.perform(get("/actuator/health/liveness")).andExpect(status().isOk());
        mvc.perform(get("/actuator/prometheus")).andExpect(status().isUnauthorized());
    }

    @Test
    void browsersLogInWithTheToken() throws Exception {
        mvc.perform(get("/issues").accept("text/html")).andExpect(status().is3xxRedirection());
        mvc.perform(post("/login").param("username", "me").param("password", TOKEN)).andExpect(status().isForbidden());
        mvc.perform(post("/login").param("username", "me").param("password", "wrong").with(csrf()))
                .andExpect(redirectedUrl("/login?error"));
        Cookie session = mvc.perform(post("/login").param("username", "me").param("password", TOKEN).with(csrf()))
                .andExpect(status().is3xxRedirection()).andReturn().getResponse().getCookie(SessionCookie.NAME);
        assertThat(session).isNotNull();
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getValue()).doesNotContain(TOKEN);

        mvc.perform(get("/api/v1/issues").cookie(session)).andExpect(status().isOk());
        // A cookie is sent by forms of other sites, too, so it does not write.
        mvc.perform(post("/api/v1/traces").content(Crashes.concurrentWrites("Put")).cookie(session))
                .andExpect(status().isUnauthorized());

        mvc.perform(post("/logout").cookie(session).with(csrf())).andExpect(redirectedUrl("/login?logout"));
        mvc.perform(get("/api/v1/issues").cookie(session)).andExpect(status().isUnauthorized());
    }

    @Test
    void doesNotStartUnprotectedOrWithAWeakToken() {
        assertThatThrownBy(() -> start("unprotected", "")).isInstanceOf(UnprotectedServerException.class);
        assertThatThrownBy(() -> start("weak", "short")).isInstanceOf(WeakTokenException.class);
    }

    private static void start(String name, String token) {
        new SpringApplicationBuilder(MaptriageApplication.class).run("--server.address=0.0.0.0", "--server.port=0",
                "--maptriage.admin-token=" + token, "--spring.datasource.url=jdbc:h2:mem:" + name).close();
    }
}
