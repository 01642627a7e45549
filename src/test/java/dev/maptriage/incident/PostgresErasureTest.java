package dev.maptriage.incident;

import dev.maptriage.RealPostgres;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

@Import(RealPostgres.class)
@DirtiesContext
class PostgresErasureTest extends ErasureContract {}
