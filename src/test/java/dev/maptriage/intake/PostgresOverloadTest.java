package dev.maptriage.intake;

import dev.maptriage.RealPostgres;
import org.springframework.context.annotation.Import;

@Import(RealPostgres.class)
class PostgresOverloadTest extends OverloadContract {}
