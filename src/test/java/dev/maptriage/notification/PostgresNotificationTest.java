package dev.maptriage.notification;

import dev.maptriage.RealPostgres;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

@Import(RealPostgres.class)
@DirtiesContext
class PostgresNotificationTest extends NotificationContract {}
