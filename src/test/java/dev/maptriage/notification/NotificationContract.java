package dev.maptriage.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.maptriage.Crashes;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.incident.IncidentStore;
import dev.maptriage.incident.IssueField;
import dev.maptriage.incident.IssuePatch;
import dev.maptriage.incident.IssueWorkflow;
import dev.maptriage.incident.NewUpload;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is told and what is not, the same on every database; with receivers of the web and of mail that really receive.
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "maptriage.notifications.private-addresses=true",
    "maptriage.notifications.retry=50ms,50ms", "maptriage.notifications.base-url=https://triage.example.com/",
    "maptriage.notifications.from=triage@example.com", "db-scheduler.polling-interval=100ms",
    "maptriage.reproduction.automatic=false"})
@NullUnmarked
abstract class NotificationContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Receiver receiver;
    private static GreenMail mails;

    @Autowired
    IncidentStore store;
    @Autowired
    IssueWorkflow workflow;
    @Autowired
    Rules rules;
    @Autowired
    Notifications notifications;
    @Autowired
    JsonMapper json;

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> mails.getSmtp().getPort());
    }

    @BeforeAll
    static void listen() throws IOException {
        receiver = new Receiver();
    }

    @AfterAll
    static void stop() {
        receiver.close();
        mails.stop();
    }

    @AfterEach
    void forget() {
        rules.list().forEach(rule -> rules.delete(rule.id()));
    }

    @Test
    void tellsOfANewIssueOnceAndSignsIt() throws Exception {
        Rules.Keyed rule = webhook("/new", List.of("NEW"), 60, 20);
        UUID issue = crash("TellNew", "cart");
        crash("TellNew", "cart");

        Receiver.Post post = only("/new");
        assertThat(verified(rule.secret(), post).path("type").asString()).isEqualTo("issue.new");
        JsonNode data = json.readTree(post.body()).path("data");
        assertThat(data.path("issue").path("id").asString()).isEqualTo(issue.toString());
        assertThat(data.path("issue").path("url").asString()).isEqualTo("https://triage.example.com/issues/" + issue);
        assertThat(data.path("incident").path("service").asString()).isEqualTo("cart");
        assertThat(data.path("incident").path("function").asString()).endsWith("TellNew");
        Notification told = told(rule, Notification.State.SENT);
        assertThat(told.id()).hasToString(post.header("webhook-id"));
        assertThat(told.title()).contains("TellNew");
        assertThat(told.tries()).singleElement().extracting(Notification.Attempt::status).isEqualTo(204);
    }

    @Test
    void tellsOnlyWhatTheRuleWantsToHear() throws InterruptedException {
        rules.create(draft("Payments", List.of("NEW"), "payments", Channel.SLACK, receiver.address("/pay"), 0, 20),
                "x");
        Rules.Keyed off = webhook("/off", List.of("NEW"), 0, 20);
        rules.change(off.rule().id(), RuleDraft.enabled(false));
        crash("TellCart", "cart");
        crash("TellNobody", null);
        crash("TellPayments", "payments");
        await(() -> receiver.posts("/pay").size() == 1);
        Thread.sleep(300);
        assertThat(receiver.posts("/pay")).singleElement().extracting(Receiver.Post::body).asString()
                .contains("TellPayments");
        assertThat(receiver.posts("/off")).isEmpty();
    }

    @Test
    void triesAgainWithTheSameUntilItIsTaken() throws Exception {
        receiver.answer("/flaky", 500, 503);
        Rules.Keyed rule = webhook("/flaky", List.of("NEW"), 60, 20);
        crash("TellFlaky", "cart");
        await(() -> receiver.posts("/flaky").size() == 3);

        Notification told = told(rule, Notification.State.SENT);
        assertThat(told.tries()).extracting(Notification.Attempt::status).containsExactly(500, 503, 204);
        assertThat(receiver.posts("/flaky")).extracting(Receiver.Post::body).containsOnly(
                receiver.posts("/flaky").getFirst().body());
        assertThat(receiver.posts("/flaky")).extracting(post -> post.header("webhook-id")).containsOnly(
                told.id().toString());
        for (Receiver.Post post : receiver.posts("/flaky")) {
            verified(rule.secret(), post);
        }
    }

    @Test
    void givesUpAndCanBeSentAnew() {
        receiver.answer("/down", 500, 500, 500);
        Rules.Keyed rule = webhook("/down", List.of("NEW"), 60, 20);
        crash("TellDown", "cart");
        Notification failed = told(rule, Notification.State.FAILED);
        assertThat(failed.tries()).hasSize(3);

        notifications.retry(failed.id());
        Notification sent = told(rule, Notification.State.SENT);
        assertThat(sent.tries()).hasSize(4);
        assertThatThrownBy(() -> notifications.retry(sent.id())).isInstanceOf(Problem.class);
    }

    @Test
    void aReceiverThatIsGoneSwitchesItsRuleOff() {
        receiver.answer("/gone", 410);
        Rules.Keyed rule = webhook("/gone", List.of("NEW"), 60, 20);
        crash("TellGone", "cart");
        told(rule, Notification.State.FAILED);
        NotificationRule off = rules.find(rule.rule().id()).orElseThrow();
        assertThat(off.enabled()).isFalse();
        assertThat(off.problem()).isEqualTo("410");
        assertThat(rules.change(off.id(), RuleDraft.enabled(true)).rule().problem()).isNull();
    }

    @Test
    void tellsOfAnIssueThatCameBack() throws Exception {
        UUID issue = crash("TellBack", "cart");
        workflow.change(issue, null, IssuePatch.of(IssueField.STATUS, "RESOLVED").and(IssueField.RESOLVED_IN, "v2"),
                "ann");
        Rules.Keyed rule = webhook("/back", List.of("NEW", "REGRESSED"), 60, 20);
        crash("TellBack", "cart");
        Receiver.Post post = only("/back");
        assertThat(verified(rule.secret(), post).path("type").asString()).isEqualTo("issue.regressed");
        assertThat(json.readTree(post.body()).path("data").path("issue").path("regressed").asBoolean()).isTrue();
    }

    @Test
    void tellsOfASpikeOnceHoweverManyComeAtOnce() throws Exception {
        Rules.Keyed rule = rules
                .create(new RuleDraft("Spikes", null, List.of("SPIKE"), null, null, null, 5, 10, "WEBHOOK",
                        receiver.address("/spike"), null, 0, 20, null), "ann");
        UUID issue = crash("TellSpike", "cart");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(IntStream.range(0, 11)
                    .<Callable<UUID>>mapToObj(i -> () -> crash("TellSpike", "cart")).toList())) {
                assertThat(done.get()).isEqualTo(issue);
            }
        }
        JsonNode body = json.readTree(only("/spike").body());
        assertThat(body.path("type").asString()).isEqualTo("issue.spike");
        assertThat(body.path("data").path("spike").path("count").asInt()).isEqualTo(5);
        assertThat(told(rule, Notification.State.SENT).repeated()).isEqualTo(7);
        workflow.change(issue, null, IssuePatch.of(IssueField.STATUS, "IGNORED"), "ann");
        crash("TellSpike", "cart");
        assertThat(told(rule, Notification.State.SENT).repeated()).isEqualTo(7);
    }

    @Test
    void aCapHoldsBackAndTheNextSaysHowMany() throws Exception {
        Rules.Keyed rule = webhook("/cap", List.of("NEW"), 0, 2);
        for (int i = 0; i < 4; i++) {
            crash("TellCap" + "abcd".charAt(i), "cart");
            int n = i;
            await(() -> log(rule).size() == n + 1
                    && log(rule).stream().noneMatch(one -> one.state() == Notification.State.PENDING));
        }
        assertThat(log(rule)).extracting(Notification::state).containsExactly(Notification.State.HELD,
                Notification.State.HELD, Notification.State.SENT, Notification.State.SENT);
        assertThat(log(rule).getFirst().reason()).isEqualTo(Notification.Reason.CAP);
        assertThat(receiver.posts("/cap")).hasSize(2);

        rules.change(rule.rule().id(), new RuleDraft(null, null, null, null, null, null, null, null, null, null, null,
                null, 10, null));
        crash("TellCapLast", "cart");
        await(() -> receiver.posts("/cap").size() == 3);
        assertThat(json.readTree(receiver.posts("/cap").getLast().body()).path("data").path("heldBack").asInt())
                .isEqualTo(2);
    }

    @Test
    void chatsGetAMessageThatTheyRead() throws Exception {
        rules.create(draft("Chat <&>", List.of("NEW"), null, Channel.SLACK, receiver.address("/chat"), 0, 20), "ann");
        crash("TellChat", "a&b");
        JsonNode body = json.readTree(only("/chat").body());
        assertThat(body.path("text").asString()).startsWith("[maptriage] New: concurrent map writes in ");
        JsonNode attachment = body.path("attachments").get(0);
        assertThat(attachment.path("title_link").asString()).startsWith("https://triage.example.com/issues/");
        assertThat(attachment.path("fields").toString()).contains("a&amp;b", "Chat &lt;&amp;&gt;");
        assertThat(only("/chat").header("webhook-signature")).isNull();
    }

    @Test
    void mailsReachEverybodyInOneThread() throws Exception {
        mails.purgeEmailFromAllMailboxes();
        Rules.Keyed rule = rules.create(draft("Mail", List.of("NEW"), null, Channel.EMAIL,
                "ann@example.com,bob@example.com", 0, 20), "ann");
        UUID issue = crash("TellMail", "cart");
        told(rule, Notification.State.SENT);
        MimeMessage[] received = mails.getReceivedMessages();
        assertThat(received).hasSize(2);
        MimeMessage mail = received[0];
        assertThat(mail.getSubject()).startsWith("[maptriage] New: concurrent map writes in ");
        assertThat(mail.getFrom()[0]).hasToString("triage@example.com");
        assertThat(mail.getAllRecipients()).hasSize(2);
        assertThat(mail.getHeader("References")).containsExactly("<issue." + issue + "@maptriage>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getContent().toString()).contains("This was never seen before.",
                "https://triage.example.com/issues/" + issue, "Service: cart");
    }

    @Test
    void aTestGoesOutWhateverTheBoundsAre() throws Exception {
        Rules.Keyed rule = webhook("/test", List.of("REGRESSED"), 60, 1);
        notifications.test(rule.rule().id());
        notifications.test(rule.rule().id());
        await(() -> receiver.posts("/test").size() == 2);
        assertThat(verified(rule.secret(), receiver.posts("/test").getFirst()).path("type").asString())
                .isEqualTo("test");
    }

    @Test
    void bothKeysSignWhileOneIsReplaced() throws Exception {
        Rules.Keyed old = webhook("/keys", List.of("NEW"), 60, 20);
        Rules.Keyed fresh = rules.renewSecret(old.rule().id());
        assertThat(fresh.secret()).isNotEqualTo(old.secret());
        crash("TellKeys", "cart");
        Receiver.Post post = only("/keys");
        verified(old.secret(), post);
        verified(fresh.secret(), post);
        assertThatThrownBy(() -> verified("whsec_" + "A".repeat(44), post))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        Rules.Keyed rule = webhook("/rolled", List.of("NEW"), 60, 20);
        assertThatThrownBy(() -> store.recordOccurrence(upload("TellRolled", "cart"), "rolled", 10, stored -> {
            throw new IllegalStateException("the delivery fails");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(log(rule)).isEmpty();
    }

    private Rules.Keyed webhook(String path, List<String> causes, int cooldown, int cap) {
        return rules.create(draft("Rule " + path, causes, null, Channel.WEBHOOK, receiver.address(path), cooldown, cap),
                "ann");
    }

    private static RuleDraft draft(String name, List<String> causes, String service, Channel channel, String target,
            int cooldown, int cap) {
        return new RuleDraft(name, null, causes, null, service, null, null, null, channel.name(), target, null,
                cooldown,
                cap, null);
    }

    private JsonNode verified(String secret, Receiver.Post post) throws Exception {
        Map<String, List<String>> headers = Map.of("webhook-id", List.of(post.header("webhook-id")),
                "webhook-timestamp", List.of(post.header("webhook-timestamp")), "webhook-signature",
                List.of(post.header("webhook-signature")));
        new Webhook(secret).verify(post.body(), HttpHeaders.of(headers, (name, value) -> true));
        return json.readTree(post.body());
    }

    private UUID crash(String function, String service) {
        return store.record(upload(function, service)).incidents().getFirst().issueId();
    }

    private static NewUpload upload(String function, String service) {
        String text = Crashes.concurrentWrites(function);
        TraceText trace = TraceText.of(text);
        Instant at = Instant.now().minusSeconds(NUMBER.incrementAndGet());
        return new NewUpload(String.format("%064x", text.hashCode() & 0xffffffffL), trace, "PLAIN",
                new SourceLabels(service, null, null, null, null, at), null,
                new Diagnoser().diagnose(new TraceParser().parse(trace), null), List.of());
    }

    private Receiver.Post only(String path) {
        await(() -> !receiver.posts(path).isEmpty());
        assertThat(receiver.posts(path)).hasSize(1);
        return receiver.posts(path).getFirst();
    }

    private List<Notification> log(Rules.Keyed rule) {
        return notifications.list(rule.rule().id(), null, new PageSize(50), null).items();
    }

    private Notification told(Rules.Keyed rule, Notification.State state) {
        await(() -> log(rule).stream().anyMatch(one -> one.state() == state));
        return Objects.requireNonNull(log(rule).getFirst());
    }

    private static void await(Callable<Boolean> condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(15));
        try {
            while (!condition.call()) {
                assertThat(Instant.now()).as("still not so").isBefore(end);
                Thread.sleep(20);
            }
        } catch (AssertionError late) {
            throw late;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
