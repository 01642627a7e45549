package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> alone = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endSenders() {
        senders.shutdownNow();
    }

    /// The first one, 0, is held up at its database until the others have come.
    private GroupCommit<Integer, String> lane(int most, Function<List<Integer>, List<@Nullable String>> together) {
        return new GroupCommit<>(1, most, group -> {
            groups.add(group);
            return together.apply(group);
        }, item -> {
            alone.add(item);
            if (item == 0) {
                await(firstMayEnd);
            }
            if (item == 13) {
                throw new IllegalArgumentException("poison");
            }
            return "alone " + item;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sends 1 to `last` while 0 is being written, in this order.
    private List<Future<String>> sendBehindTheFirst(GroupCommit<Integer, String> commit, int last) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            int item = i;
            answers.add(senders.submit(() -> commit.write(item, "key")));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> commit.inside() == item + 1);
            if (i == 0) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> alone.contains(0));
            }
        }
        firstMayEnd.countDown();
        return answers;
    }

    @Test
    void whoComesWhileSomebodyWritesIsWrittenWithTheOthers() throws Exception {
        GroupCommit<Integer, String> commit = lane(64, group -> group.stream().map(each -> "group " + each).toList());
        List<Future<String>> answers = sendBehindTheFirst(commit, 5);
        assertThat(answers.getFirst().get()).isEqualTo("alone 0");
        for (int i = 1; i <= 5; i++) {
            assertThat(answers.get(i).get()).isEqualTo("group " + i);
        }
        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(commit.inside()).isZero();
    }

    @Test
    void aGroupIsNeverLargerThanAllowedAndNobodyIsLeftBehind() throws Exception {
        GroupCommit<Integer, String> commit = lane(4, group -> group.stream().map(each -> "group " + each).toList());
        for (Future<String> answer : sendBehindTheFirst(commit, 30)) {
            assertThat(answer.get()).isNotNull();
        }
        assertThat(groups).allSatisfy(group -> assertThat(group).hasSizeLessThanOrEqualTo(4));
        assertThat(groups.stream().mapToInt(List::size).sum() + alone.size()).isEqualTo(31);
    }

    @Test
    void oneThatCannotBeWrittenFailsAloneAndItsNeighboursAreWritten() throws Exception {
        GroupCommit<Integer, String> commit = lane(64, group -> {
            if (group.contains(13)) {
                throw new IllegalStateException("the whole group fails");
            }
            return group.stream().map(each -> "group " + each).toList();
        });
        List<Future<String>> answers = sendBehindTheFirst(commit, 20);
        for (int i = 0; i <= 20; i++) {
            Future<String> answer = answers.get(i);
            if (i == 13) {
                assertThatThrownBy(answer::get).hasRootCauseMessage("poison");
            } else {
                assertThat(answer.get()).endsWith(" " + i);
            }
        }
        // Halves and not one by one: most are still written together.
        assertThat(alone.size()).isLessThan(6);
    }

    @Test
    void whatAGroupLeavesOutIsWrittenAlone() throws Exception {
        GroupCommit<Integer, String> commit = lane(64, group -> {
            List<@Nullable String> answers = new ArrayList<>();
            group.forEach(each -> answers.add(each == 2 ? null : "group " + each));
            return answers;
        });
        List<Future<String>> answers = sendBehindTheFirst(commit, 3);
        assertThat(answers.get(1).get()).isEqualTo("group 1");
        assertThat(answers.get(2).get()).isEqualTo("alone 2");
        assertThat(answers.get(3).get()).isEqualTo("group 3");
    }
}
