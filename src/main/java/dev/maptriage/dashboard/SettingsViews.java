package dev.maptriage.dashboard;

import dev.maptriage.access.AccessToken;
import dev.maptriage.access.AccessTokens;
import dev.maptriage.access.AuditEntry;
import dev.maptriage.access.AuditEntry.Action;
import dev.maptriage.access.AuditLog;
import dev.maptriage.access.AuditQuery;
import dev.maptriage.incident.Erasure;
import dev.maptriage.incident.ErasureRequest;
import dev.maptriage.incident.Erasures;
import dev.maptriage.incident.Owners;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.RetentionProperties;
import dev.maptriage.incident.Slice;
import dev.maptriage.intake.collector.WebhookSecrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.UriComponentsBuilder;

/// Gathers what the page of settings shows.
@Component
class SettingsViews {
    private static final PageSize ENTRIES = new PageSize(25);
    private static final PageSize RUNS = new PageSize(5);

    private final AccessTokens tokens;
    private final WebhookSecrets secrets;
    private final AuditLog audit;
    private final Erasures erasures;
    private final RetentionProperties retention;
    private final Owners owners;

    SettingsViews(AccessTokens tokens, WebhookSecrets secrets, AuditLog audit, Erasures erasures,
            RetentionProperties retention, Owners owners) {
        this.owners = owners;
        this.tokens = tokens;
        this.secrets = secrets;
        this.audit = audit;
        this.erasures = erasures;
        this.retention = retention;
    }

    SettingsView view(@Nullable Action action, @Nullable String cursor, SettingsView.@Nullable Created created,
            @Nullable String problem, PageWords words) {
        Slice<AuditEntry> log = audit.list(new AuditQuery(action, null, null, null, ENTRIES, cursor));
        return new SettingsView(tokens.open(), created, problem,
                tokens.list().stream().map(token -> token(token, words)).toList(), secrets(words),
                WebhookSecrets.sources(), erasures.recent(RUNS).stream().map(run -> erased(run, words)).toList(),
                actions(action, words), log.items().stream().map(entry -> entry(entry, words)).toList(),
                log.next() == null ? null : link(action, log.next()), kept(words), owners.text());
    }

    private static SettingsView.Token token(AccessToken token, PageWords words) {
        TimeView created = words.time(token.createdAt());
        return new SettingsView.Token(token.id(), token.name(), words.text("scope." + token.scope().name()),
                token.hint(),
                token.createdBy() == null
                        ? words.text("settings.token.from-configuration")
                        : words.text("settings.token.by", created.relative(), token.createdBy()),
                token.expiresAt() == null
                        ? words.text("settings.token.no-end")
                        : words.time(token.expiresAt()).exact(),
                token.lastUsedAt() == null ? null : words.time(token.lastUsedAt()), token.configured());
    }

    private List<SettingsView.Secret> secrets(PageWords words) {
        List<SettingsView.Secret> rows = new ArrayList<>();
        secrets.configured().forEach((source, count) -> rows.add(
                new SettingsView.Secret(null, source, words.text("settings.secret.configured", count))));
        secrets.list().forEach(entry -> rows.add(new SettingsView.Secret(entry.id(), entry.source(),
                words.text("settings.secret.added", words.time(entry.createdAt()).relative()))));
        return rows;
    }

    private static SettingsView.Erased erased(Erasure run, PageWords words) {
        String outcome = run.request().dryRun() ? "counted" : "erased";
        String state = run.state() == Erasure.State.RUNNING ? ".running" : "";
        return new SettingsView.Erased(words.time(run.requestedAt()), run.requestedBy(),
                criteria(run.request(), words), words.text("settings.erase." + outcome + state,
                        run.incidents()));
    }

    private static String criteria(ErasureRequest request, PageWords words) {
        return Stream.of(
                request.receivedBefore() == null
                        ? null
                        : words.text("settings.erase.said.before", words.time(request.receivedBefore()).exact()),
                said("issue", request.issueId(), words), said("service", request.service(), words),
                said("environment", request.environment(), words), said("host", request.host(), words),
                said("q", request.q(), words)).filter(text -> text != null).reduce((a, b) -> a + " · " + b).orElse("");
    }

    private static @Nullable String said(String name, @Nullable Object value, PageWords words) {
        return value == null ? null : words.text("settings.erase.said." + name, value.toString());
    }

    private static List<ChipView> actions(@Nullable Action chosen, PageWords words) {
        List<ChipView> chips = new ArrayList<>();
        chips.add(chip(words.text("settings.log.all"), link(null, null), chosen == null));
        Arrays.stream(Action.values()).filter(SettingsViews::isOffered)
                .forEach(action -> chips.add(
                        chip(words.text("audit." + action.name()), link(action, null), action == chosen)));
        return chips;
    }

    private static boolean isOffered(Action action) {
        return switch (action) {
            case SIGNED_IN, SIGN_IN_REFUSED, TOKEN_REFUSED, SCOPE_REFUSED, ERASED, CHANGED -> true;
            default -> false;
        };
    }

    private static ChipView chip(String text, String href, boolean chosen) {
        return new ChipView(text, null, null, href, chosen);
    }

    private static String link(@Nullable Action action, @Nullable String cursor) {
        UriComponentsBuilder link = UriComponentsBuilder.fromPath("/settings");
        if (action != null) {
            link.queryParam("action", action.name());
        }
        if (cursor != null) {
            link.queryParam("cursor", cursor);
        }
        return link.fragment("log").build().toUriString();
    }

    private static SettingsView.Entry entry(AuditEntry entry, PageWords words) {
        return new SettingsView.Entry(words.time(entry.happenedAt()), IssuePages.who(entry.actor(), words),
                entry.address(), words.text("audit." + entry.action().name()), entry.subject());
    }

    private SettingsView.Kept kept(PageWords words) {
        Duration age = retention.age();
        DataSize size = retention.textSize();
        return new SettingsView.Kept(
                age == null ? null : words.text("settings.kept.age", age.toString().toLowerCase(Locale.ROOT)),
                size == null ? null : words.text("settings.kept.size", size.toMegabytes()),
                age == null && size == null);
    }
}
