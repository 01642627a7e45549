package dev.maptriage.intake;

import dev.maptriage.incident.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/// Who may do what: programs by token, browsers by login, and everybody on this machine while there are no tokens.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    /// Experiments store nothing.
    private static final String LABS = "/api/v1/labs/**";
    /// Rules let the service call others: who changes them must be trusted more than who reads.
    private static final String RULES = "/api/v1/rules/**";
    private static final String RULE_FORMS = "/notifications/rules/**";
    /// Where collectors deliver; whether they may is looked at there, since a signature may stand for a token.
    static final String WEBHOOKS = "/webhooks/";
    private static final String[] PROGRAMS = {"/api/**", "/actuator/**", "/v3/api-docs/**", "/v3/api-docs.yaml",
        WEBHOOKS + "**", "/v1/logs", "/loki/api/v1/push"};
    private static final String[] COLLECTORS = {WEBHOOKS + "**", "/v1/logs", "/loki/api/v1/push"};

    private final Access access;
    private final AccessProperties properties;
    private final ProblemWriter problems;
    private final SessionCookie sessions;

    SecurityConfiguration(Access access, AccessProperties properties, ProblemWriter problems, SessionCookie sessions) {
        this.access = access;
        this.properties = properties;
        this.problems = problems;
        this.sessions = sessions;
    }

    @Bean
    @Order(1)
    SecurityFilterChain programs(HttpSecurity http) {
        http.securityMatcher(PROGRAMS)
                .headers(SecurityConfiguration::headers).csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable()).logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        if (access.open()) {
            return http.addFilterAfter(guard(), HeaderWriterFilter.class)
                    .authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
        }
        return http.addFilterBefore(new BearerFilter(access, sessions, problems),
                UsernamePasswordAuthenticationFilter.class).authorizeHttpRequests(
                        requests -> requests
                                .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC).permitAll()
                                .requestMatchers("/actuator/health/**", "/actuator/health", "/v3/api-docs/**",
                                        "/v3/api-docs.yaml")
                                .permitAll().requestMatchers(COLLECTORS).permitAll()
                                .requestMatchers(HttpMethod.POST, UploadController.TRACES, UploadController.DIAGNOSES)
                                .hasAuthority(Scope.INGEST.name()).requestMatchers(HttpMethod.POST, LABS)
                                .hasAuthority(Scope.READ.name()).requestMatchers(HttpMethod.GET)
                                .hasAuthority(Scope.READ.name()).requestMatchers(HttpMethod.HEAD)
                                .hasAuthority(Scope.READ.name()).requestMatchers(RULES)
                                .hasAuthority(Scope.ADMIN.name()).anyRequest().hasAuthority(Scope.TRIAGE.name()))
                .exceptionHandling(handling -> handling.authenticationEntryPoint((request, response, ignored) -> {
                    response.setHeader("WWW-Authenticate", "Bearer");
                    problems.write(request, response, new Problem(HttpStatus.UNAUTHORIZED, "problem.login"));
                }).accessDeniedHandler((request, response, ignored) -> problems.write(request, response,
                        new Problem(HttpStatus.FORBIDDEN, "problem.forbidden",
                                needed(request).name().toLowerCase(Locale.ROOT)))))
                .build();
    }

    private static Scope needed(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.equals(UploadController.TRACES) || path.equals(UploadController.DIAGNOSES)) {
            return Scope.INGEST;
        }
        if (path.startsWith("/api/v1/labs/")) {
            return Scope.READ;
        }
        if (HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod())) {
            return Scope.READ;
        }
        return path.startsWith("/api/v1/rules") ? Scope.ADMIN : Scope.TRIAGE;
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http) {
        CookieCsrfTokenRepository csrfTokens = new CookieCsrfTokenRepository();
        csrfTokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax").httpOnly(true));
        http.headers(SecurityConfiguration::headers).csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
        if (access.open()) {
            return http.addFilterAfter(guard(), HeaderWriterFilter.class).logout(logout -> logout.disable())
                    .requestCache(cache -> cache.disable())
                    .authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
        }
        return http.authenticationProvider(new TokenLogin(access))
                .securityContext(context -> context.securityContextRepository(sessions).requireExplicitSave(true))
                .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
                .formLogin(form -> form.loginPage("/login").securityContextRepository(sessions).permitAll())
                .logout(logout -> logout.addLogoutHandler(sessions).logoutSuccessUrl("/login?logout").permitAll())
                .authorizeHttpRequests(requests -> requests
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers("/css/**", "/js/**", "/webjars/**", "/favicon.svg", "/favicon.ico", "/error")
                        .permitAll().requestMatchers(HttpMethod.POST, "/language").permitAll()
                        .requestMatchers(HttpMethod.POST, "/upload").hasAuthority(Scope.INGEST.name())
                        .requestMatchers(HttpMethod.GET).hasAuthority(Scope.READ.name())
                        .requestMatchers(HttpMethod.HEAD)
                        .hasAuthority(Scope.READ.name()).requestMatchers(RULE_FORMS)
                        .hasAuthority(Scope.ADMIN.name()).anyRequest().hasAuthority(Scope.TRIAGE.name()))
                .build();
    }

    private OriginGuard guard() {
        return new OriginGuard(properties.allowedHosts(), problems);
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(policy -> policy.policy("camera=(), geolocation=(), microphone=()"))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN));
    }

    /// The password of the form is a token; the name beside it is for the browser's password store.
    private record TokenLogin(Access access) implements AuthenticationProvider {
        @Override
        public Authentication authenticate(Authentication login) throws AuthenticationException {
            Object token = login.getCredentials();
            return access.byToken(token == null ? "" : token.toString().strip())
                    .orElseThrow(() -> new BadCredentialsException("unknown token"));
        }

        @Override
        public boolean supports(Class<?> type) {
            return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void sayWhoMayComeIn() {
        if (access.open()) {
            log.info(
                    "No access token is configured: everything is open to this machine, and only this machine can reach"
                            + " it. Set MAPTRIAGE_ADMIN_TOKEN to open the service to others.");
        } else {
            log.info(
                    "Access tokens are configured: programs send Authorization: Bearer, browsers log in with a token.");
        }
    }
}
