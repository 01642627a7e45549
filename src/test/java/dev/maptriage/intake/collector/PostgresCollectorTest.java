package dev.maptriage.intake.collector;

import dev.maptriage.RealPostgres;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

/// The same deliveries into PostgreSQL.
@NullUnmarked
@DirtiesContext
@ActiveProfiles("postgres")
@Import(RealPostgres.class)
class PostgresCollectorTest extends CollectorTest {}
