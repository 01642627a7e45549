package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class OwnerRulesTest {
    private static final String PUT = "example.com/shop/cart.(*Store).Put";

    @ParameterizedTest
    @CsvSource({"*, true", "example.com/shop/cart, true", "example.com/shop/, true", "cart, true", "shop/cart, true",
        "cart.(*Store).*, true", "cart.(*Store).Put, true", "/src/cart/, true", "/src/cart/*.go, true",
        "store.go, true",
        "*.go, true", "/cart, false", "car, false", "cart.(*Stor, false", "example.com/shop/carts, false",
        "/src/cart/*.java, false", "tore.go, false", "/store.go, false", "*/cart/*, true"})
    void knowsWhatAPatternCovers(String pattern, boolean covered) {
        assertThat(OwnerRules.parse(pattern + " x").of(PUT, "/src/cart/store.go").isPresent()).isEqualTo(covered);
    }

    @Test
    void theLastRuleThatFitsWins() {
        OwnerRules rules = OwnerRules.parse("""
                # all
                *                       @platform
                example.com/shop/cart   @cart @more   # two

                stock                   @stock
                """);
        assertThat(rules.of(PUT, null)).map(OwnerRules.Rule::owner).contains("@cart @more");
        assertThat(rules.of("main.main", null)).map(OwnerRules.Rule::line).contains(2);
        assertThat(OwnerRules.NONE.of(PUT, null)).isEmpty();
    }

    @Test
    void refusesALineWithoutAnOwner() {
        assertThatThrownBy(() -> OwnerRules.parse("* x\nalone\n")).isInstanceOfSatisfying(Problem.class,
                problem -> assertThat(problem.arguments()).containsExactly(2, "alone"));
    }

    @Test
    @Timeout(5)
    void noPatternTakesLong() {
        OwnerRules rules = OwnerRules.parse("a*".repeat(140) + "b x");
        assertThat(rules.of("a".repeat(500) + "/" + "a".repeat(500), "a/".repeat(250))).isEmpty();
    }

    @Test
    void knowsHowLikelyAFixHolds() {
        Instant fix = Instant.parse("2026-11-01T00:00:00Z");
        FixOdds odds = FixOdds.of(240, fix.minus(Duration.ofDays(10)), fix, fix.plus(Duration.ofHours(2)));
        assertThat(odds.crashesPerHour()).isEqualTo(1.0);
        assertThat(odds.silenceByChance()).isEqualTo(0.1353);
        assertThat(odds.hoursToBeSure()).isEqualTo(2.6052);
        assertThat(FixOdds.of(240, fix.minus(Duration.ofDays(10)), fix, fix.plus(Duration.ofHours(5))).hoursToBeSure())
                .isZero();
        assertThat(FixOdds.of(0, fix, fix, fix).crashesPerHour()).isEqualTo(0.0417);
    }
}
