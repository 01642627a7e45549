package dev.maptriage.incident;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:erasure;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000")
class H2ErasureTest extends ErasureContract {}
