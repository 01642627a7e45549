package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.dashboard.PlotView.Axes;
import dev.maptriage.dashboard.PlotView.Series;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotViewTest {

    private static PlotView plot(boolean logX, boolean logY, double[] x, double... y) {
        return PlotView.of("label", new Axes("x", "y", logX, logY), Arrays.stream(x).boxed().toList(),
                List.of(Series.of("one", Arrays.stream(y).boxed().toList())));
    }

    @Test
    void aLineGoesFromCornerToCorner() {
        PlotView plot = plot(false, false, new double[]{0, 10}, 0, 100);
        assertThat(plot.lines().getFirst().points()).isEqualTo("56.0,200.0 712.0,10.0");
        assertThat(plot.yTicks()).extracting(PlotView.Tick::text).containsExactly("0", "20", "40", "60", "80", "100");
    }

    @Test
    void equalFactorsAreEqualSteps() {
        PlotView plot = plot(true, true, new double[]{1, 10, 100}, 10, 1_000, 100_000);
        assertThat(plot.lines().getFirst().points()).isEqualTo("56.0,200.0 384.0,105.0 712.0,10.0");
        assertThat(plot.yTicks()).extracting(PlotView.Tick::text).containsExactly("10", "100", "1k", "10k", "100k");
    }

    @Test
    void flatAndEmptyLinesAreDrawn() {
        assertThat(plot(false, false, new double[]{1, 2}, 0, 0).lines().getFirst().points()).doesNotContain("NaN");
        assertThat(plot(false, true, new double[]{1, 2}, 5, 5).lines().getFirst().points()).doesNotContain("NaN");
        assertThat(plot(false, false, new double[]{3}, 5).lines().getFirst().points()).doesNotContain("NaN");
        assertThat(plot(false, false, new double[0]).lines().getFirst().points()).isEmpty();
    }

    @Test
    void theDataGoesWithIt() {
        assertThat(plot(false, true, new double[]{1}, 2).data()).isEqualTo(
                "{\"xLabel\":\"x\",\"yLabel\":\"y\",\"logX\":false,\"logY\":true,\"x\":[1.0],\"series\":[{\"name\":\"one\",\"values\":[2.0]}]}");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.25,0.25", "40,40", "1500,1.5k", "2000000,2M", "0.00001,1e-5", "100,100"})
    void numbersAreBrief(double value, String text) {
        assertThat(PlotView.brief(value)).isEqualTo(text);
    }
}
