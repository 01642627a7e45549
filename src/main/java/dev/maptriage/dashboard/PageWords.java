package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.incident.Problem;
import dev.maptriage.trace.ParseNote;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;

/// All words of one request: bundles, numbers and times in the reader's language.
///
/// @param now the moment that relative times refer to
record PageWords(MessageSource messages, Locale locale, Instant now) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)}");

    String text(String key, Object... args) {
        String text = messages.getMessage(key, args.length == 0 ? null : args, key, locale);
        return text == null ? key : text;
    }

    /// What a problem says in detail.
    String detail(Problem problem) {
        return text(problem.getDetailMessageCode(), problem.arguments().toArray());
    }

    String phrase(Phrase phrase) {
        return text(phrase.key(), phrase.args().toArray());
    }

    String note(ParseNote note) {
        return text(note.key(), note.args().toArray());
    }

    List<String> phrases(List<Phrase> phrases) {
        return phrases.stream().map(this::phrase).toList();
    }

    /// A sentence whose placeholders are pieces with a look and a link of their own. The pattern itself comes from the
    /// bundle, so that each language keeps its word order.
    List<Span> sentence(String key, List<List<Span>> args) {
        String pattern = text(key);
        List<Span> spans = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(pattern);
        int end = 0;
        while (matcher.find()) {
            add(spans, Span.words(pattern.substring(end, matcher.start())));
            int index = Integer.parseInt(matcher.group(1));
            if (index < args.size()) {
                args.get(index).forEach(span -> add(spans, span));
            }
            end = matcher.end();
        }
        add(spans, Span.words(pattern.substring(end)));
        return List.copyOf(spans);
    }

    /// Neighbouring words become one piece.
    private static void add(List<Span> spans, Span span) {
        if (span.isWords() && !spans.isEmpty() && spans.getLast().isWords()) {
            spans.set(spans.size() - 1, Span.words(spans.getLast().text() + span.text()));
        } else if (!span.text().isEmpty()) {
            spans.add(span);
        }
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /// A count that fits where there is little room.
    String brief(long number) {
        NumberFormat format = NumberFormat.getCompactNumberInstance(locale, NumberFormat.Style.SHORT);
        format.setMaximumFractionDigits(number < 10_000 ? 1 : 0);
        return format.format(number);
    }

    String percent(double share) {
        return NumberFormat.getPercentInstance(locale).format(share);
    }

    TimeView time(Instant instant) {
        String exact = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(locale)
                .withZone(ZoneOffset.UTC).format(instant) + " UTC";
        return new TimeView(instant.toString(), exact, relative(Duration.between(instant, now)));
    }

    private String relative(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < -60) {
            return text("time.ahead");
        }
        if (seconds < 60) {
            return text("time.now");
        }
        if (seconds < 3_600) {
            return text("time.minutes", age.toMinutes());
        }
        if (seconds < 86_400) {
            return text("time.hours", age.toHours());
        }
        return text("time.days", age.toDays());
    }
}
