package dev.maptriage.docs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/// Boots the whole service on a free port with an empty database, once for all tests that carry this.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:documents;DB_CLOSE_ON_EXIT=FALSE", "maptriage.admin-token=",
    "management.prometheus.metrics.export.enabled=true"})
@interface ServedOnRandomPort {}
