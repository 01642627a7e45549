package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.layout.StructLab;
import dev.maptriage.simulation.Alternatives;
import dev.maptriage.simulation.GrowthLab;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.RaceWindow;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Describes the bodies of the laboratories from the same tables that check them.
@Configuration(proxyBeanMethods = false)
class LabDocumentation {
    static final GoVersion NEWEST = GoVersion.GO_1_27;

    @Bean
    OpenApiCustomizer labBodies() {
        return api -> {
            body(api, "growth", GrowthLab.PARAMETERS);
            body(api, "race-window", RaceWindow.PARAMETERS);
            body(api, "convoy", LockConvoy.PARAMETERS);
            body(api, "alternatives", Alternatives.PARAMETERS);
            structBody(api);
        };
    }

    static List<String> releases() {
        return Arrays.stream(GoVersion.values()).map(GoVersion::label).toList();
    }

    private static void body(OpenAPI api, String lab, List<LabParameter> parameters) {
        ObjectSchema schema = new ObjectSchema();
        schema.setAdditionalProperties(false);
        parameters.forEach(p -> schema.addProperty(p.name(), schema(p)));
        put(api, lab, schema, false);
    }

    private static void structBody(OpenAPI api) {
        ObjectSchema schema = new ObjectSchema();
        schema.setAdditionalProperties(false);
        schema.addProperty("source", new StringSchema().maxLength(StructLab.MAX_SOURCE)
                .example("type User struct {\n\tactive bool\n\tid int64\n}").description("Go source of structs"));
        schema.addProperty("goVersion", new StringSchema()._enum(releases())._default(NEWEST.label()));
        schema.addRequiredItem("source");
        put(api, "struct-layout", schema, true);
    }

    private static void put(OpenAPI api, String lab, ObjectSchema schema, boolean required) {
        PathItem path = api.getPaths() == null ? null : api.getPaths().get("/api/v1/labs/" + lab);
        if (path != null && path.getPost() != null) {
            path.getPost().setRequestBody(new RequestBody().required(required).content(
                    new Content().addMediaType("application/json", new MediaType().schema(schema))));
        }
    }

    private static Schema<?> schema(LabParameter p) {
        return switch (p.kind()) {
            case WHOLE -> bounded(new IntegerSchema()._default(Long.valueOf(p.fallback())), p);
            case NUMBER -> bounded(new NumberSchema()._default(new BigDecimal(p.fallback())), p);
            case CHOICE -> new StringSchema()._enum(p.choices())._default(p.fallback());
        };
    }

    private static Schema<?> bounded(Schema<?> schema, LabParameter p) {
        return schema.minimum(BigDecimal.valueOf(p.min())).maximum(BigDecimal.valueOf(p.max()));
    }
}
