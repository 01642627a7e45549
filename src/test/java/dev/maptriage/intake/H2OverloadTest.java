package dev.maptriage.intake;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class H2OverloadTest extends OverloadContract {
    @TempDir
    static Path directory;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("load") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }
}
