package dev.maptriage.access;

import dev.maptriage.intake.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/// Who may do what: programs by token, browsers by login, and everybody on this machine while there are no tokens. Which of
/// the two it is is asked with every request, since the first token may be made at any time.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private final Access access;
    private final AccessProperties properties;
    private final ProblemWriter problems;
    private final Refusals refusals;
    private final RateLimits rates;
    private final AuditLog audit;
    private final SessionCookie sessions;

    SecurityConfiguration(Access access, AccessProperties properties, ProblemWriter problems, Refusals refusals,
            RateLimits rates, AuditLog audit, SessionCookie sessions) {
        this.access = access;
        this.properties = properties;
        this.problems = problems;
        this.refusals = refusals;
        this.rates = rates;
        this.audit = audit;
        this.sessions = sessions;
    }

    /// A time for each filter of each request costs more than the filters do, and nobody looks at it.
    @Bean
    SecurityObservationSettings filtersAreNotTimed() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(1)
    SecurityFilterChain programs(HttpSecurity http) {
        guarded(http.securityMatcher(AccessRules.PROGRAMS)).csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable()).logout(logout -> logout.disable())
                .addFilterBefore(new BearerFilter(access, sessions, refusals),
                        UsernamePasswordAuthenticationFilter.class)
                .exceptionHandling(handling -> handling
                        .authenticationEntryPoint((request, response, ignored) -> refusals.noToken(request, response))
                        .accessDeniedHandler((request, response, ignored) -> refusals.wrongScope(request, response)));
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http) {
        CookieCsrfTokenRepository csrfTokens = new CookieCsrfTokenRepository();
        csrfTokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax").httpOnly(true));
        CookieRequestCache requests = new CookieRequestCache();
        AccessDeniedHandlerImpl refused = new AccessDeniedHandlerImpl();
        guarded(http).csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
                .authenticationProvider(new TokenLogin(access))
                .securityContext(context -> context.securityContextRepository(sessions).requireExplicitSave(true))
                .requestCache(cache -> cache.requestCache(requests))
                .formLogin(form -> form.loginPage("/login").securityContextRepository(sessions)
                        .successHandler(new AuditedLogins.Success(audit, requests))
                        .failureHandler(new AuditedLogins.Failure(audit, rates)))
                .logout(logout -> logout.addLogoutHandler(sessions).addLogoutHandler((request, response, holder) -> {
                    if (holder != null) {
                        audit.add(AuditEntry.Action.SIGNED_OUT, holder.getName());
                    }
                }).logoutSuccessUrl("/login?logout"))
                .exceptionHandling(handling -> handling.accessDeniedHandler((request, response, denied) -> {
                    if (denied instanceof CsrfException) {
                        refused.handle(request, response, denied);
                    } else {
                        refusals.wrongScope(request, response);
                    }
                }));
        return http.build();
    }

    private HttpSecurity guarded(HttpSecurity http) {
        return http.headers(SecurityConfiguration::headers)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterAfter(new OriginGuard(access, properties.allowedHosts(), problems), HeaderWriterFilter.class)
                .addFilterAfter(new AddressRateFilter(access, rates, refusals), OriginGuard.class)
                .addFilterBefore(new TokenRateFilter(rates, refusals), AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                        .permitAll().anyRequest().access(this::decide));
    }

    private AuthorizationDecision decide(Supplier<? extends @Nullable Authentication> holder,
            RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Scope needed = AccessRules.needed(request);
        return new AuthorizationDecision(needed == null || access.open() || holds(holder.get(), needed));
    }

    private static boolean holds(@Nullable Authentication holder, Scope needed) {
        return holder != null && holder.getAuthorities().stream()
                .anyMatch(authority -> needed.name().equals(authority.getAuthority()));
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
