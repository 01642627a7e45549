package dev.maptriage.notification;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.Problem;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Makes a rule of a draft, or says in words what does not fit.
@Component
class RuleCheck {
    static final List<String> LANGUAGES = List.of("en", "zh-CN");
    private static final int MAX_NAME = 100;
    private static final int MAX_LABEL = 200;
    private static final int MAX_TARGET = 2_000;
    private static final int MAX_RECIPIENTS = 20;
    private static final int DAY = 1_440;

    private final NotificationProperties properties;
    private final Mail mail;

    RuleCheck(NotificationProperties properties, Mail mail) {
        this.properties = properties;
        this.mail = mail;
    }

    NotificationRule fresh(UUID id, RuleDraft draft, String actor, Instant now) {
        Channel channel = choice("channel", draft.channel(), null, Channel.class, Arrays.asList(Channel.values()));
        return new NotificationRule(id, name(draft.name()), draft.enabled() == null || draft.enabled(),
                causes(draft.causes()), category(draft.category(), null), label(draft.service(), null),
                label(draft.environment(), null), range("spikeCount", draft.spikeCount(), 50, 2, 1_000_000),
                range("spikeMinutes", draft.spikeMinutes(), 10, 1, DAY), channel, target(channel, draft.target()),
                language(draft.language(), LANGUAGES.getFirst()),
                range("cooldownMinutes", draft.cooldownMinutes(), 60, 0, 30 * DAY),
                range("hourlyCap", draft.hourlyCap(), 20, 1, 1_000), null, actor, now);
    }

    NotificationRule changed(NotificationRule rule, RuleDraft draft) {
        Channel channel = choice("channel", draft.channel(), rule.channel(), Channel.class,
                Arrays.asList(Channel.values()));
        boolean enabled = draft.enabled() == null ? rule.enabled() : draft.enabled();
        if (channel != rule.channel() && draft.target() == null) {
            throw refuse("problem.rule-target", "target", "");
        }
        return new NotificationRule(rule.id(), draft.name() == null ? rule.name() : name(draft.name()), enabled,
                draft.causes() == null ? rule.causes() : causes(draft.causes()),
                category(draft.category(), rule.category()), label(draft.service(), rule.service()),
                label(draft.environment(), rule.environment()),
                range("spikeCount", draft.spikeCount(), rule.spikeCount(), 2, 1_000_000),
                range("spikeMinutes", draft.spikeMinutes(), rule.spikeMinutes(), 1, DAY), channel,
                draft.target() == null ? rule.target() : target(channel, draft.target()),
                language(draft.language(), rule.language()),
                range("cooldownMinutes", draft.cooldownMinutes(), rule.cooldownMinutes(), 0, 30 * DAY),
                range("hourlyCap", draft.hourlyCap(), rule.hourlyCap(), 1, 1_000), enabled ? null : rule.problem(),
                rule.createdBy(), rule.createdAt());
    }

    private static String name(@Nullable String name) {
        String clean = name == null ? "" : name.strip().replaceAll("\\p{Cntrl}", " ");
        if (clean.isEmpty() || clean.length() > MAX_NAME) {
            throw refuse("problem.rule-name", "name", String.valueOf(MAX_NAME));
        }
        return clean;
    }

    private static Set<Cause> causes(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            throw choices("causes", "", Cause.OF_RULES);
        }
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        names.forEach(name -> causes.add(choice("causes", name, null, Cause.class, Cause.OF_RULES)));
        return causes;
    }

    private static @Nullable Category category(@Nullable String name, @Nullable Category before) {
        if (name == null) {
            return before;
        }
        return name.isBlank()
                ? null
                : choice("category", name, null, Category.class, Arrays.asList(Category.values()));
    }

    private static <E extends Enum<E>> E choice(String member, @Nullable String value, @Nullable E before,
            Class<E> type, List<E> accepted) {
        if (value == null && before != null) {
            return before;
        }
        try {
            E constant = Enum.valueOf(type, value == null ? "" : value.strip().toUpperCase(Locale.ROOT));
            if (accepted.contains(constant)) {
                return constant;
            }
        } catch (IllegalArgumentException unknown) {
            // Falls through to the one answer.
        }
        throw choices(member, value == null ? "" : value, accepted);
    }

    private static @Nullable String label(@Nullable String text, @Nullable String before) {
        if (text == null) {
            return before;
        }
        String clean = text.strip().replace("\0", "");
        return clean.isEmpty() ? null : clean.substring(0, Math.min(clean.length(), MAX_LABEL));
    }

    private static int range(String member, @Nullable Integer value, int usual, int min, int max) {
        if (value == null) {
            return usual;
        }
        if (value < min || value > max) {
            throw new Problem(HttpStatus.BAD_REQUEST, "problem.rule-range", member, value.toString(),
                    String.valueOf(min), String.valueOf(max)).with("parameter", member);
        }
        return value;
    }

    private static String language(@Nullable String tag, String before) {
        if (tag == null || tag.isBlank()) {
            return before;
        }
        return LANGUAGES.stream().filter(known -> known.equalsIgnoreCase(tag.strip())).findFirst()
                .orElseThrow(() -> choices("language", tag, LANGUAGES));
    }

    private String target(Channel channel, @Nullable String text) {
        String clean = text == null ? "" : text.strip();
        if (clean.isEmpty() || clean.length() > MAX_TARGET) {
            throw refuse("problem.rule-target", "target", "");
        }
        return channel == Channel.EMAIL ? recipients(clean) : address(clean);
    }

    private String recipients(String text) {
        if (!mail.available()) {
            throw refuse("problem.rule-no-mail-server", "channel", "");
        }
        try {
            InternetAddress[] all = InternetAddress.parse(text, true);
            for (InternetAddress one : all) {
                one.validate();
                if (!one.getAddress().contains("@")) {
                    throw new AddressException("no domain");
                }
            }
            if (all.length == 0 || all.length > MAX_RECIPIENTS) {
                throw refuse("problem.rule-mail", "target", String.valueOf(MAX_RECIPIENTS));
            }
            return Arrays.stream(all).map(InternetAddress::getAddress).reduce((a, b) -> a + ", " + b).orElseThrow();
        } catch (AddressException unreadable) {
            throw refuse("problem.rule-mail", "target", String.valueOf(MAX_RECIPIENTS));
        }
    }

    /// Names are looked up when something is sent, since they may mean something else then; a bare address is told at once.
    private String address(String text) {
        URI address;
        try {
            address = new URI(text).parseServerAuthority();
        } catch (URISyntaxException unreadable) {
            throw refuse("problem.rule-url", "target", "");
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (!(scheme.equals("https") || scheme.equals("http")) || host == null || address.getRawUserInfo() != null) {
            throw refuse("problem.rule-url", "target", "");
        }
        if (!properties.privateAddresses() && isPrivate(host)) {
            throw refuse("problem.rule-private", "target", host);
        }
        return text;
    }

    private static boolean isPrivate(String host) {
        String bare = host.replaceAll("^\\[|]$", "");
        if (bare.equalsIgnoreCase("localhost") || bare.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
            return true;
        }
        // Only what is written in digits: a name must not cost a look-up here.
        if (!bare.contains(":") && !bare.matches("[0-9.]+|0[xX][0-9a-fA-F.xX]+")) {
            return false;
        }
        try {
            return !PublicAddresses.isPublic(InetAddress.getByName(bare));
        } catch (UnknownHostException noAddress) {
            return true;
        }
    }

    /// A key to sign with.
    static String secret(String text) {
        String clean = text.strip();
        if (clean.startsWith(StandardSignature.PREFIX) && clean.length() <= 120) {
            try {
                if (Base64.getDecoder().decode(clean.substring(StandardSignature.PREFIX.length())).length >= 24) {
                    return clean;
                }
            } catch (IllegalArgumentException notBase64) {
                // Falls through to the one answer.
            }
        }
        throw refuse("problem.rule-secret", "secret", "");
    }

    private static Problem refuse(String key, String member, String argument) {
        return new Problem(HttpStatus.BAD_REQUEST, key, argument).with("parameter", member);
    }

    private static Problem choices(String member, String value, List<?> accepted) {
        String names = String.join(", ", accepted.stream().map(String::valueOf).toList());
        return new Problem(HttpStatus.BAD_REQUEST, "problem.rule-choice", member,
                value.substring(0, Math.min(value.length(), 100)), names).with("parameter", member)
                .with("accepted", accepted.stream().map(String::valueOf).toList());
    }
}
