package dev.maptriage.incident;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:live;DB_CLOSE_ON_EXIT=FALSE")
class H2LiveEventsTest extends LiveEventsContract {}
