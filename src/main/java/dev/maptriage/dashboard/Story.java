package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Contention;
import dev.maptriage.diagnosis.Counterpart;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What happened, in one sentence made of facts. A part that the text does not tell is named as unknown.
final class Story {
    /// From this score on a suspect is named in the sentence, as the likely one.
    private static final double LIKELY = 0.6;

    private final Diagnosis diagnosis;
    private final PageWords words;
    private final IntFunction<@Nullable String> href;

    private Story(Diagnosis diagnosis, PageWords words, IntFunction<@Nullable String> href) {
        this.diagnosis = diagnosis;
        this.words = words;
        this.href = href;
    }

    /// @param href link to a line of the text
    static List<Span> of(Diagnosis diagnosis, PageWords words, IntFunction<@Nullable String> href) {
        return new Story(diagnosis, words, href).tell();
    }

    private List<Span> tell() {
        if (diagnosis.insufficient()) {
            return tell("story.insufficient");
        }
        return switch (diagnosis.kind()) {
            case NIL_MAP_ASSIGN -> tell("story.nil");
            case WRITE_WRITE, READ_WRITE, ITERATE_WRITE, CLONE_WRITE -> concurrent();
            case MAP_CORRUPTION -> tell("story.corruption");
            case LOCK_CONVOY -> waiting("story.convoy");
            case LOCK_CONTENTION -> waiting("story.contention");
            case GROWTH_OUT_OF_MEMORY -> tell("story.growth-memory");
            case RACE_NOT_MAP -> tell("story.race");
            case GOROUTINE_DUMP, SIGNAL_DUMP -> words.sentence("story.dump", List.of());
            case NO_CRASH_RUNTIME_LOG -> words.sentence("story.no-crash", List.of());
            default -> tell("story.other");
        };
    }

    private List<Span> tell(String key) {
        return words.sentence(key, List.of(who(diagnosis.culprit()), deed(diagnosis.operation().type()), map(),
                where(diagnosis.culprit()), message()));
    }

    private List<Span> concurrent() {
        boolean race = diagnosis.source() == Source.RACE_REPORT;
        return words.sentence(race ? "story.race-on-map" : "story.concurrent", List.of(who(diagnosis.culprit()),
                deed(diagnosis.operation().type()), map(), where(diagnosis.culprit()), message(), otherParty()));
    }

    private List<Span> otherParty() {
        Counterpart other = diagnosis.counterpart();
        List<Span> deed = plain("deed.while." + other.type());
        CodePoint at = other.at();
        if (other.known() && at != null) {
            return words.sentence("story.while", List.of(who(at), deed, where(at)));
        }
        if (diagnosis.suspects().isEmpty()) {
            return words.sentence("story.while-unknown", List.of(deed));
        }
        Suspect best = diagnosis.suspects().getFirst();
        if (best.score() < LIKELY) {
            return words.sentence("story.while-suspected", List.of(deed));
        }
        CodePoint place = new CodePoint(best.function(), best.file(), best.line(), best.goroutine(), best.textLine());
        return words.sentence("story.while-likely", List.of(deed, who(place), where(place)));
    }

    private List<Span> waiting(String key) {
        Contention contention = diagnosis.contention();
        String count = contention == null ? "" : words.text("story.waiters", contention.waiters());
        String lock = contention == null ? null : contention.lock();
        List<Span> address = lock == null ? List.of() : List.of(Span.words(" "), Span.code(lock));
        Long id = contention == null ? null : contention.holder();
        List<Span> holder = List.of(Span.words(id == null ? words.text("goroutine.unknown-holder") : goroutine(id)));
        return words.sentence(key,
                List.of(List.of(Span.words(count)), address, holder, map(), where(diagnosis.culprit())));
    }

    private List<Span> who(@Nullable CodePoint at) {
        Long id = at == null ? null : at.goroutine();
        return List.of(Span.words(id == null ? words.text("goroutine.unnamed") : goroutine(id)));
    }

    private String goroutine(long id) {
        return words.text("goroutine.name", String.valueOf(id));
    }

    private List<Span> deed(OperationType type) {
        return plain("deed." + type);
    }

    private List<Span> plain(String key) {
        return List.of(Span.words(words.text(key)));
    }

    /// The map's type as far as the family of runtime functions tells the key.
    private List<Span> map() {
        KeyKind kind = diagnosis.operation().keyKind();
        return kind == KeyKind.FASTSTR
                ? List.of(Span.words(words.text("map.a")), Span.code("map[string]…"))
                : plain("map." + kind);
    }

    private List<Span> where(@Nullable CodePoint at) {
        if (at == null) {
            return plain("place.unknown");
        }
        List<Span> spans = new ArrayList<>();
        spans.add(new Span(Names.function(at.function()), true, href.apply(at.textLine()), at.function()));
        String file = at.file();
        if (file != null) {
            String place = Names.file(file) + (at.line() == null ? "" : ":" + at.line());
            spans.add(new Span(" (" + place + ")", false, null, file));
        }
        return spans;
    }

    private List<Span> message() {
        return diagnosis.message().isEmpty() ? plain("message.none") : List.of(Span.code(diagnosis.message()));
    }
}
