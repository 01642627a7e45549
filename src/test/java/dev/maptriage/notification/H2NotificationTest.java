package dev.maptriage.notification;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class H2NotificationTest extends NotificationContract {
    @TempDir
    static Path directory;

    @DynamicPropertySource
    static void file(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("told") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }
}
