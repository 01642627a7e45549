package dev.maptriage.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

class AccessFailureAnalyzerTest {
    private final FailureAnalyzer analyzer = new AccessFailureAnalyzer();

    @Test
    void saysHowToStartWithATokenWhereverTheRefusalStandsInTheChain() {
        FailureAnalysis analysis = requireNonNull(
                analyzer.analyze(new BeanCreationException("access", new UnprotectedServerException(null))));
        assertThat(analysis.getDescription()).contains("all addresses");
        assertThat(analysis.getAction()).contains("MAPTRIAGE_ADMIN_TOKEN");
    }

    @Test
    void asksForARandomTokenWhenOneIsTooShort() {
        FailureAnalysis analysis = requireNonNull(
                analyzer.analyze(new BeanCreationException("access", new WeakTokenException())));
        assertThat(analysis.getAction()).contains("openssl rand");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new BeanCreationException("other", new IllegalStateException()))).isNull();
    }
}
