package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoroutineGroupsTest {
    private static final String FATAL = "fatal error: concurrent map writes\n"
            + goroutine(18, "running", "main.put() /app/main.go:41");

    @Test
    void foldEqualStatesAndStacks() {
        Diagnosis found = Cases.only(FATAL + goroutine(2, "select", "main.idle() /app/main.go:7")
                + goroutine(3, "select, 7 minutes", "main.idle() /app/main.go:7")
                + goroutine(4, "chan receive", "main.idle() /app/main.go:7")
                + goroutine(5, "select", "main.idle() /app/main.go:8"));

        assertThat(found.goroutines()).isEqualTo(5);
        assertThat(found.groupCount()).isEqualTo(4);
        StackGroup folded = found.groups().get(1);
        assertThat(folded.count()).isEqualTo(2);
        assertThat(folded.state()).isEqualTo("select");
        assertThat(folded.ids()).containsExactly(2L, 3L);
        assertThat(folded.minutes()).isEqualTo(7);
        assertThat(folded.top()).isEqualTo("main.idle");
        assertThat(folded.firstLine()).isEqualTo(7);
        assertThat(folded.lastLine()).isEqualTo(9);
        assertThat(folded.ranges()).isEqualTo(List.of(11, 13));
    }

    @Test
    void putTheFailingOneFirstThenTheLargest() {
        StringBuilder text = new StringBuilder(FATAL);
        for (int i = 0; i < 300; i++) {
            text.append(goroutine(100 + i, "select", "main.idle" + i % 3 + "() /app/main.go:7"));
        }
        text.append(goroutine(900, "select", "main.rare() /app/main.go:9"));

        List<StackGroup> groups = Cases.only(text.toString()).groups();

        assertThat(groups).extracting(StackGroup::count).containsExactly(1, 100, 100, 100, 1);
        assertThat(groups.getFirst().ids()).containsExactly(18L);
        assertThat(groups.get(1).ids()).hasSize(20);
        assertThat(groups.getLast().top()).isEqualTo("main.rare");
    }

    @Test
    void areListedUpToABound() {
        StringBuilder text = new StringBuilder(FATAL);
        for (int i = 0; i < 700; i++) {
            text.append(goroutine(100 + i, "select", "main.f" + i + "() /app/main.go:7"));
        }

        Diagnosis found = Cases.only(text.toString());

        assertThat(found.groups()).hasSize(200);
        assertThat(found.groupCount()).isEqualTo(701);
    }
}
