package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.reproduction.ReproductionPlan.Impossible;
import dev.maptriage.reproduction.ReproductionPlan.Possible;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which scenario a text leads to.
class ReproductionPlanTest {

    private static Diagnosis diagnose(String text) {
        return new Diagnoser()
                .diagnose(new TraceParser().parse(TraceText.of(text.getBytes(StandardCharsets.UTF_8))), null)
                .getFirst();
    }

    private static Recipe recipe(String text) {
        return ((Possible) ReproductionPlan.of(diagnose(text))).recipe();
    }

    private static String fatal(String message, String frames) {
        return """
                fatal error: %s

                goroutine 18 [running]:
                %sexample.com/shop/cart.(*Store).Put(0xc000010250)
                \t/src/cart/store.go:57 +0x65
                """.formatted(message, frames);
    }

    @Test
    void theFailingSidesOperationAndKeyComeFromItsFrames() {
        Recipe recipe = recipe(fatal("concurrent map writes", """
                runtime.fatal({0x4b1f6e, 0x15})
                \t/usr/local/go1.22.5/src/runtime/panic.go:1077 +0x5c
                runtime.mapdelete_faststr(0x48a2a0, 0xc000010250, {0x4b1f6e, 0x3})
                \t/usr/local/go1.22.5/src/runtime/map_faststr.go:315 +0x2ac
                """));
        assertThat(recipe.version()).isEqualTo(GoVersion.GO_1_22);
        assertThat(recipe.message()).isEqualTo("concurrent map writes");
        assertThat(recipe.parameters()).containsEntry("failing", "DELETE").containsEntry("keyKind", "STRING");
    }

    @ParameterizedTest
    @CsvSource({"concurrent map clone and map write,1.27", "concurrent map read and map write,1.27",
        "small map with no empty slot (concurrent map writes?),1.26", "bad map state,1.23"})
    void aReleaseThatSaysSoStandsInForAnUnknownOne(String message, String version) {
        Recipe recipe = recipe(fatal(message, "internal/runtime/maps.fatal({0x0, 0x0})\n\t/x/panic.go:1 +0x1\n"
                .repeat(message.startsWith("bad") ? 0 : 1)));
        assertThat(recipe.version().label()).isEqualTo(version);
        assertThat(recipe.message()).isEqualTo(message);
    }

    @Test
    void aReaderOfARaceReportIsTheOneThatNotices() {
        Recipe recipe = recipe("""
                ==================
                WARNING: DATA RACE
                Write at 0x00c000014180 by goroutine 8:
                  runtime.mapassign_faststr()
                      /usr/local/go/src/runtime/map_faststr.go:223 +0x0
                  example.com/shop/cart.(*Store).Put()
                      /src/cart/store.go:57 +0x44

                Previous read at 0x00c000014180 by goroutine 7:
                  runtime.mapaccess1_faststr()
                      /usr/local/go/src/runtime/map_faststr.go:13 +0x0
                  example.com/shop/cart.(*Store).Get()
                      /src/cart/store.go:41 +0x44

                Goroutine 8 (running) created at:
                  main.main()
                      /src/main.go:9 +0x2f

                Goroutine 7 (running) created at:
                  main.main()
                      /src/main.go:8 +0x2f
                ==================
                """);
        assertThat(recipe.parameters()).containsEntry("failing", "READ").containsEntry("other", "ASSIGN");
        assertThat(recipe.message()).isEqualTo("concurrent map read and map write");
    }

    @Test
    void whatHasNoOrderOfStepsHasNoScenario() {
        assertThat(ReproductionPlan.of(diagnose("panic: runtime error: integer divide by zero\n")))
                .isEqualTo(new Impossible(ReproductionReasons.NOT_A_MAP));
    }

    @Test
    void equalCrashesHaveEqualRecipesAndOthersDoNot() {
        String one = fatal("concurrent map writes", "");
        assertThat(recipe(one).key()).isEqualTo(recipe(one.replace("Put", "Other")).key());
        assertThat(recipe(one).key())
                .isNotEqualTo(recipe(fatal("concurrent map read and map write", "")).key());
    }
}
