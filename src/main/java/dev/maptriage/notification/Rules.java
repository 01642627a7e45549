package dev.maptriage.notification;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The rules.
@Component
@Transactional
public class Rules {
    private static final int MOST = 200;
    /// For how long both keys sign after a new one was made.
    static final Duration BOTH_KEYS = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final RuleCheck check;
    private final Clock clock;

    Rules(JdbcClient jdbc, RuleCheck check, Clock clock) {
        this.jdbc = jdbc;
        this.check = check;
        this.clock = clock;
    }

    /// A rule with the key that its webhook signs with, which is shown this once; null where nothing is signed.
    public record Keyed(NotificationRule rule, @Nullable String secret) {}

    /// All rules by name.
    @Transactional(readOnly = true)
    public List<NotificationRule> list() {
        return jdbc.sql("select * from notification_rule order by name").query(Rules::rule).list();
    }

    @Transactional(readOnly = true)
    public Optional<NotificationRule> find(UUID id) {
        return jdbc.sql("select * from notification_rule where id = ?").param(id).query(Rules::rule).optional();
    }

    /// Makes a rule.
    ///
    /// @throws Problem when something of it does not fit
    public Keyed create(RuleDraft draft, String actor) {
        NotificationRule rule = check.fresh(Stamps.newId(), draft, actor, Stamps.now(clock));
        if (jdbc.sql("select count(*) from notification_rule").query(Long.class).single() >= MOST) {
            throw new Problem(HttpStatus.CONFLICT, "problem.rules-many", MOST);
        }
        String secret = rule.channel() == Channel.WEBHOOK
                ? draft.secret() == null || draft.secret().isBlank()
                        ? StandardSignature.newSecret()
                        : RuleCheck.secret(draft.secret())
                : null;
        try {
            jdbc.sql("""
                    insert into notification_rule (id, version, name, enabled, triggers, category, service, environment,
                      spike_count, spike_minutes, channel, target, secret, language, cooldown_minutes, hourly_cap,
                      created_by, created_at)
                    values (:id, 0, :name, :enabled, :causes, :category, :service, :environment, :count, :minutes,
                      :channel, :target, :secret, :language, :cooldown, :cap, :actor, :at)""").param("id", rule.id())
                    .param("name", rule.name()).param("enabled", rule.enabled()).param("causes", names(rule.causes()))
                    .param("category", name(rule.category())).param("service", rule.service())
                    .param("environment", rule.environment()).param("count", rule.spikeCount())
                    .param("minutes", rule.spikeMinutes()).param("channel", rule.channel().name())
                    .param("target", rule.target()).param("secret", secret).param("language", rule.language())
                    .param("cooldown", rule.cooldownMinutes()).param("cap", rule.hourlyCap()).param("actor", actor)
                    .param("at", Stamps.of(rule.createdAt())).update();
        } catch (DuplicateKeyException taken) {
            throw taken(rule.name());
        }
        return new Keyed(rule, secret);
    }

    /// Changes a rule. A webhook that had no key before gets one.
    ///
    /// @throws Problem when there is none, or something does not fit
    public Keyed change(UUID id, RuleDraft draft) {
        NotificationRule before = lock(id);
        NotificationRule rule = check.changed(before, draft);
        List<String> keys = keys(id, Stamps.now(clock));
        String fresh = rule.channel() == Channel.WEBHOOK && keys.isEmpty() ? StandardSignature.newSecret() : null;
        try {
            jdbc.sql("""
                    update notification_rule set version = version + 1, name = :name, enabled = :enabled,
                      triggers = :causes, category = :category, service = :service, environment = :environment,
                      spike_count = :count, spike_minutes = :minutes, channel = :channel, target = :target,
                      language = :language, cooldown_minutes = :cooldown, hourly_cap = :cap, problem = :problem,
                      secret = coalesce(cast(:secret as varchar(200)), secret)
                    where id = :id""").param("id", id).param("name", rule.name()).param("enabled", rule.enabled())
                    .param("causes", names(rule.causes())).param("category", name(rule.category()))
                    .param("service", rule.service()).param("environment", rule.environment())
                    .param("count", rule.spikeCount()).param("minutes", rule.spikeMinutes())
                    .param("channel", rule.channel().name()).param("target", rule.target())
                    .param("language", rule.language()).param("cooldown", rule.cooldownMinutes())
                    .param("cap", rule.hourlyCap()).param("problem", rule.problem()).param("secret", fresh).update();
        } catch (DuplicateKeyException taken) {
            throw taken(rule.name());
        }
        return new Keyed(rule, fresh);
    }

    /// Makes a new key. The old one signs beside it for a day, so that the receiver can change over without a gap.
    ///
    /// @throws Problem when there is no such rule, or it signs nothing
    public Keyed renewSecret(UUID id) {
        NotificationRule rule = lock(id);
        if (rule.channel() != Channel.WEBHOOK) {
            throw new Problem(HttpStatus.CONFLICT, "problem.rule-unsigned", rule.name());
        }
        String fresh = StandardSignature.newSecret();
        jdbc.sql("update notification_rule set old_secret = secret, old_secret_until = :until, secret = :secret"
                + " where id = :id").param("until", Stamps.of(Stamps.now(clock).plus(BOTH_KEYS)))
                .param("secret", fresh).param("id", id).update();
        return new Keyed(rule, fresh);
    }

    /// Deletes a rule and its log.
    ///
    /// @return whether there was one
    public boolean delete(UUID id) {
        return jdbc.sql("delete from notification_rule where id = ?").param(id).update() > 0;
    }

    List<NotificationRule> enabled() {
        return jdbc.sql("select * from notification_rule where enabled = true order by id").query(Rules::rule).list();
    }

    /// Keys that sign at this time, the newest first.
    List<String> keys(UUID id, Instant now) {
        List<String> keys = new ArrayList<>();
        jdbc.sql("select secret, case when old_secret_until > :now then old_secret end as old_secret"
                + " from notification_rule where id = :id").param("now", Stamps.of(now)).param("id", id)
                .query((row, n) -> Arrays.asList(row.getString("secret"), row.getString("old_secret"))).list()
                .forEach(pair -> pair.stream().filter(key -> key != null).forEach(keys::add));
        return keys;
    }

    /// Switches a rule off because its receiver wants nothing more.
    void switchOff(UUID id, String why) {
        jdbc.sql("update notification_rule set enabled = false, problem = ? where id = ?").params(why, id).update();
    }

    /// Waits until nobody else decides by this rule, and keeps others waiting until the transaction ends.
    NotificationRule lock(UUID id) {
        return jdbc.sql("select * from notification_rule where id = ? for update").param(id).query(Rules::rule)
                .optional().orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.rule-not-found", id));
    }

    private static Problem taken(String name) {
        return new Problem(HttpStatus.CONFLICT, "problem.rule-name-taken", name).with("parameter", "name");
    }

    private static @Nullable String name(@Nullable Category category) {
        return category == null ? null : category.name();
    }

    private static String names(Set<Cause> causes) {
        return causes.stream().sorted().map(Cause::name).collect(Collectors.joining(","));
    }

    static NotificationRule rule(ResultSet row, int number) throws SQLException {
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        for (String name : row.getString("triggers").split(",", -1)) {
            causes.add(Cause.valueOf(name));
        }
        String category = row.getString("category");
        return new NotificationRule(row.getObject("id", UUID.class), row.getString("name"), row.getBoolean("enabled"),
                causes, category == null ? null : Category.valueOf(category), row.getString("service"),
                row.getString("environment"), row.getInt("spike_count"), row.getInt("spike_minutes"),
                Channel.valueOf(row.getString("channel")), row.getString("target"), row.getString("language"),
                row.getInt("cooldown_minutes"), row.getInt("hourly_cap"), row.getString("problem"),
                row.getString("created_by"), Stamps.read(row, "created_at"));
    }
}
