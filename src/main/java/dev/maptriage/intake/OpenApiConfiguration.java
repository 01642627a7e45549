package dev.maptriage.intake;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String SPRINGDOC = "org.springdoc.";

    /// What describes the endpoints is made when somebody asks for the description, and not at each start.
    @Bean
    static BeanFactoryPostProcessor describedOnDemand() {
        return beans -> {
            for (String name : beans.getBeanDefinitionNames()) {
                BeanDefinition definition = beans.getBeanDefinition(name);
                if (name.startsWith(SPRINGDOC) || isOf(definition.getBeanClassName())
                        || isOf(definition.getFactoryBeanName())) {
                    definition.setLazyInit(true);
                }
            }
        };
    }

    private static boolean isOf(@Nullable String className) {
        return className != null && className.startsWith(SPRINGDOC);
    }

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        String version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("development");
        return new OpenAPI()
                .info(new Info().title("maptriage").version(version)
                        .description(
                                "Triage of Go map crashes: what failed, on which line, against whom, and how to fix"
                                        + " it. Every error is an RFC 9457 problem detail; times are RFC 3339 in UTC; ids sort by"
                                        + " time. Sentences follow `Accept-Language`.")
                        .license(new License().name("Apache-2.0")
                                .url("https://www.apache.org/licenses/LICENSE-2.0.txt")))
                .components(new Components().addSecuritySchemes("token",
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").description(
                                "Needed once access tokens are configured. Scopes: ingest, read, triage, admin.")));
    }
}
