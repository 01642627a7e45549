package dev.maptriage.intake;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Describes what both upload endpoints read beside the body.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(name = "service", in = ParameterIn.QUERY, description = "Crashed service; also header `X-Maptriage-Service`", schema = @Schema(type = "string"), example = "cart")
@Parameter(name = "environment", in = ParameterIn.QUERY, description = "Also header `X-Maptriage-Environment`", schema = @Schema(type = "string"), example = "prod")
@Parameter(name = "release", in = ParameterIn.QUERY, description = "Also header `X-Maptriage-Release`", schema = @Schema(type = "string"), example = "v1.8.2")
@Parameter(name = "host", in = ParameterIn.QUERY, description = "Also header `X-Maptriage-Host`", schema = @Schema(type = "string"), example = "cart-5d9f")
@Parameter(name = "title", in = ParameterIn.QUERY, description = "Also header `X-Maptriage-Title`", schema = @Schema(type = "string"))
@Parameter(name = "occurredAt", in = ParameterIn.QUERY, description = "RFC 3339; also header `X-Maptriage-OccurredAt`", schema = @Schema(type = "string", format = "date-time"))
@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Stands for one text; sending it again gives the stored answer", schema = @Schema(type = "string"))
@interface UploadParameters {}
