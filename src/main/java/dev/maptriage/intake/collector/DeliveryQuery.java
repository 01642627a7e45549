package dev.maptriage.intake.collector;

import dev.maptriage.incident.PageSize;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Which deliveries to list; absent members do not restrict.
public record DeliveryQuery(
        @Parameter(description = "Name in the path, e.g. `vector`; `otlp` for `/v1/logs`") @Nullable String source,
        @Nullable DeliveryState state,
        @Parameter(description = "1 to 200; larger is capped", schema = @Schema(type = "integer", defaultValue = "50")) @Nullable PageSize size,
        @Parameter(description = "`next` of the page before") @Nullable String cursor) {}
