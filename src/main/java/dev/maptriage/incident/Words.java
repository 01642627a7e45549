package dev.maptriage.incident;

import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.trace.ParseNote;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/// Turns phrases into sentences of the reader's language. Never fails: a phrase without words is shown by its key.
@Component
public class Words {
    private final MessageSource messages;

    Words(MessageSource messages) {
        this.messages = messages;
    }

    public String of(Phrase phrase, Locale locale) {
        return of(locale, phrase.key(), phrase.args());
    }

    public String of(ParseNote note, Locale locale) {
        return of(locale, note.key(), note.args());
    }

    /// What a problem says in detail.
    public String of(Problem problem, Locale locale) {
        return of(locale, problem.getDetailMessageCode(), problem.arguments());
    }

    /// The sentence of a key.
    public String of(Locale locale, String key, Object... args) {
        return of(locale, key, List.of(args));
    }

    private String of(Locale locale, String key, List<Object> args) {
        try {
            String found = messages.getMessage(key, args.toArray(), null, locale);
            return found != null ? found : fallback(key, args);
        } catch (IllegalArgumentException brokenPattern) {
            return fallback(key, args);
        }
    }

    private static String fallback(String key, List<Object> args) {
        return args.isEmpty() ? key : key + " " + args;
    }
}
