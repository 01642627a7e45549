package dev.maptriage;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;

/// Starts the service.
///
/// Beans, entities and repositories are looked for where they may be, and not in the pure packages, which are half of the
/// classes: each class looked at costs its share of every start. `ModuleBoundariesTest` says so when a package is missing here.
// Users are access tokens; without this exclusion Boot makes up a password and logs it.
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class, scanBasePackages = {"dev.maptriage.access",
    "dev.maptriage.dashboard", "dev.maptriage.incident", "dev.maptriage.intake", "dev.maptriage.notification",
    "dev.maptriage.reproduction"})
@EntityScan({"dev.maptriage.access", "dev.maptriage.incident", "dev.maptriage.reproduction"})
// Repositories are made at the end of the start, when Hibernate is there: it starts on its own thread (spring.jpa.bootstrap).
@EnableJpaRepositories(basePackages = {"dev.maptriage.access", "dev.maptriage.incident",
    "dev.maptriage.reproduction"}, bootstrapMode = BootstrapMode.DEFERRED)
@ConfigurationPropertiesScan({"dev.maptriage.access", "dev.maptriage.dashboard", "dev.maptriage.incident",
    "dev.maptriage.intake", "dev.maptriage.notification", "dev.maptriage.reproduction"})
public class MaptriageApplication {

    public static void main(String[] args) {
        SpringApplication.run(MaptriageApplication.class, args);
    }
}
