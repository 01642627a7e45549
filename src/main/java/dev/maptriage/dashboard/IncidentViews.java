package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Evidence;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.StackGroup;
import dev.maptriage.diagnosis.StackLine;
import dev.maptriage.diagnosis.Suspect;
import dev.maptriage.trace.LineRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the facts of an incident into its page.
final class IncidentViews {
    /// More suspects than this are noise to a reader.
    private static final int MAX_SUSPECTS = 8;
    private static final int MAX_GROUPS = 12;
    private static final int MAX_IDS = 6;
    private static final Pattern MINOR = Pattern.compile("1\\.(\\d{1,4})");

    private final IncidentFacts facts;
    private final Diagnosis diagnosis;
    private final PageWords words;
    private final TracePaneBuilder trace;

    private final SourceLinks sources;

    private IncidentViews(IncidentFacts facts, TraceLines lines, @Nullable LineRange asked, SourceLinks sources,
            PageWords words) {
        this.sources = sources;
        this.facts = facts;
        this.diagnosis = facts.diagnosis();
        this.words = words;
        this.trace = new TracePaneBuilder(diagnosis, lines, asked, words);
    }

    /// @param asked lines the reader wants to see; null without a wish
    /// @param find  words to search the text for; null without a search
    static IncidentView of(IncidentFacts facts, TraceLines lines, @Nullable LineRange asked, @Nullable String find,
            PageWords words) {
        return of(facts, lines, asked, find, SourceLinks.NONE, words);
    }

    /// @param sources where code is to be read
    static IncidentView of(IncidentFacts facts, TraceLines lines, @Nullable LineRange asked, @Nullable String find,
            SourceLinks sources, PageWords words) {
        IncidentViews views = new IncidentViews(facts, lines, asked, sources, words);
        return views.view(find == null ? null : TextSearch.find(lines, find, views.trace::href, words));
    }

    private IncidentView view(IncidentView.@Nullable FindView find) {
        List<PartyView> parties = parties();
        int main = Math.min(2, parties.size());
        String message = diagnosis.message().isEmpty() ? words.text("kind." + diagnosis.kind()) : diagnosis.message();
        return new IncidentView(facts.id(), title(message), MarkView.of(diagnosis.category(), words),
                words.text("kind." + diagnosis.kind()), message, trace.href(diagnosis.firstLine()),
                words.percent(diagnosis.confidence()), diagnosis.insufficient(), recoverable(), factList(),
                words.time(facts.seenAt()), words.phrases(diagnosis.missing()),
                Story.of(diagnosis, words, trace::href), parties.subList(0, main),
                parties.subList(main, parties.size()), unknownOther(), suspects(),
                diagnosis.advice().stream().map(a -> IncidentView.AdviceView.of(a, words)).toList(), evidence(),
                groups(), goroutines(),
                trace.build(), find, notes());
    }

    private String title(String message) {
        return diagnosis.culprit() == null
                ? message
                : words.text("incident.title", message, Names.function(diagnosis.culprit().function()));
    }

    /// A dump or a report of the race detector stops nothing, so there is nothing to catch.
    private @Nullable String recoverable() {
        if (diagnosis.recoverable()) {
            return words.text("incident.recoverable");
        }
        boolean stopped = diagnosis.source() == Source.PANIC || diagnosis.source() == Source.FATAL_ERROR;
        return stopped ? words.text("incident.unrecoverable") : null;
    }

    private List<IncidentView.Fact> factList() {
        List<IncidentView.Fact> list = new ArrayList<>();
        add(list, "go", goVersion(diagnosis.goVersion()));
        add(list, "map", diagnosis.mapImplementation() == MapImplementation.UNKNOWN
                ? null
                : words.text("map.implementation." + diagnosis.mapImplementation()));
        add(list, "service", facts.labels().service());
        add(list, "environment", facts.labels().environment());
        add(list, "release", facts.labels().release());
        add(list, "host", facts.labels().host());
        add(list, "diagnosed", facts.millis() == null ? null : words.text("incident.millis", facts.millis()));
        return List.copyOf(list);
    }

    private void add(List<IncidentView.Fact> list, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            list.add(new IncidentView.Fact(words.text("fact." + key), value));
        }
    }

    private @Nullable String goVersion(GoVersionRange range) {
        String exact = range.exact();
        String first = range.atLeast();
        String last = range.below() == null ? null : versionBefore(range.below());
        if (exact != null) {
            return exact;
        }
        if (first != null && last != null) {
            return first.equals(last) ? first : words.text("go.between", first, last);
        }
        if (first != null) {
            return words.text("go.at-least", first);
        }
        return last == null ? null : words.text("go.at-most", last);
    }

    /// The minor version before `1.26`, which reads better than "below".
    private static String versionBefore(String version) {
        Matcher matcher = MINOR.matcher(version);
        return matcher.matches() ? "1." + (Integer.parseInt(matcher.group(1)) - 1) : "<" + version;
    }

    private List<PartyView> parties() {
        List<PartyView> views = new ArrayList<>();
        for (Party party : diagnosis.parties()) {
            StackLine created = party.created();
            views.add(new PartyView("party-" + (views.size() + 1), words.text(role(party.role())),
                    goroutine(party.goroutine()), party.state(), deed(party),
                    trace.href(party.firstLine()), runs(party.stack()), created == null ? null : frame(created)));
        }
        return views;
    }

    /// The race detector sees two accesses, neither of which is the one that failed.
    private String role(Party.Role role) {
        boolean access = role == Party.Role.FAILING || role == Party.Role.OTHER;
        return (diagnosis.source() == Source.RACE_REPORT && access ? "role.race." : "role.") + role;
    }

    /// What a party did with the map; of those that only hold or wait for a lock nothing is missing when that is unknown.
    private @Nullable String deed(Party party) {
        boolean user = party.role() != Party.Role.HOLDER && party.role() != Party.Role.WAITER
                && diagnosis.category().isMapFailure();
        return party.operation() == OperationType.UNKNOWN && !user
                ? null
                : words.text("deed.label." + party.operation());
    }

    private String goroutine(@Nullable Long id) {
        return id == null ? words.text("goroutine.unnamed") : words.text("goroutine.name", String.valueOf(id));
    }

    /// Splits a stack where the user's frames and Go's own meet.
    private List<PartyView.Run> runs(List<StackLine> stack) {
        List<PartyView.Run> runs = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= stack.size(); end++) {
            if (end == stack.size() || stack.get(end).user() != stack.get(start).user()) {
                String folded = stack.get(start).user() ? null : words.text("stack.folded", end - start);
                runs.add(new PartyView.Run(folded, stack.subList(start, end).stream().map(this::frame).toList()));
                start = end;
            }
        }
        return List.copyOf(runs);
    }

    private PartyView.FrameView frame(StackLine line) {
        return frame(line.function(), line.file(), line.line(), line.textLine());
    }

    private PartyView.FrameView frame(String function, @Nullable String file, @Nullable Integer line, int textLine) {
        String place = file == null ? null : Names.file(file) + (line == null ? "" : ":" + line);
        return new PartyView.FrameView(Names.function(function), function, place, file, trace.href(textLine),
                sources.href(function, file, line, labels()));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        if (facts.labels().release() != null) {
            labels.put("release", facts.labels().release());
        }
        if (facts.labels().service() != null) {
            labels.put("service", facts.labels().service());
        }
        return labels;
    }

    /// A card for the side that the text does not show, so that its absence is seen.
    private @Nullable String unknownOther() {
        boolean twoSided = diagnosis.category() == Category.CONCURRENT_WRITE && !diagnosis.insufficient();
        if (!twoSided || diagnosis.parties().size() > 1 || diagnosis.counterpart().known()) {
            return null;
        }
        return words.text("deed.label." + diagnosis.counterpart().type());
    }

    /// Suspects that differ in nothing but their number stand in one line.
    private List<IncidentView.SuspectView> suspects() {
        Map<Suspect, List<Suspect>> alike = diagnosis.suspects().stream()
                .collect(Collectors.groupingBy(IncidentViews::withoutNumber, LinkedHashMap::new, Collectors.toList()));
        return alike.values().stream().limit(MAX_SUSPECTS).map(this::suspect).toList();
    }

    private static Suspect withoutNumber(Suspect suspect) {
        return new Suspect(null, suspect.function(), suspect.file(), suspect.line(), 0, suspect.score(),
                suspect.reasons());
    }

    private IncidentView.SuspectView suspect(List<Suspect> alike) {
        Suspect first = alike.getFirst();
        return new IncidentView.SuspectView(names(alike),
                frame(first.function(), first.file(), first.line(), first.textLine()), words.percent(first.score()),
                words.phrases(first.reasons()));
    }

    private String names(List<Suspect> alike) {
        List<Long> ids = alike.stream().map(Suspect::goroutine).filter(Objects::nonNull).toList();
        if (alike.size() == 1 || ids.size() < alike.size()) {
            return goroutine(alike.getFirst().goroutine());
        }
        String some = ids.stream().limit(MAX_IDS).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > MAX_IDS
                ? words.text("goroutine.names-more", some, ids.size() - MAX_IDS)
                : words.text("goroutine.names", some);
    }

    private List<IncidentView.EvidenceView> evidence() {
        List<IncidentView.EvidenceView> views = new ArrayList<>();
        for (Evidence evidence : diagnosis.evidence()) {
            String lines = evidence.firstLine() == evidence.lastLine()
                    ? words.text("lines.one", String.valueOf(evidence.firstLine()))
                    : words.text("lines.many", String.valueOf(evidence.firstLine()),
                            String.valueOf(evidence.lastLine()));
            views.add(new IncidentView.EvidenceView(views.size() + 1, lines, trace.href(evidence.firstLine()),
                    words.phrase(evidence.why())));
        }
        return List.copyOf(views);
    }

    private List<IncidentView.GroupView> groups() {
        return diagnosis.groups().stream().limit(MAX_GROUPS).map(this::group).toList();
    }

    private IncidentView.GroupView group(StackGroup group) {
        String top = group.top();
        return new IncidentView.GroupView(words.count(group.count()), group.state(),
                top == null ? null : Names.function(top), top, trace.href(group.firstLine()));
    }

    private @Nullable String goroutines() {
        return diagnosis.goroutines() < 2
                ? null
                : words.text("incident.goroutines", diagnosis.goroutines(), diagnosis.groupCount());
    }

    private List<IncidentView.NoteView> notes() {
        return facts.notes().stream()
                .map(note -> new IncidentView.NoteView(words.text("lines.one", String.valueOf(note.line())),
                        trace.href(note.line()), words.note(note)))
                .toList();
    }
}
