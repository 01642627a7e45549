package dev.maptriage;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/// Starts the service.
// Users are access tokens; without this Boot makes up a password and logs it.
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class MaptriageApplication {

    public static void main(String[] args) {
        SpringApplication.run(MaptriageApplication.class, args);
    }
}
