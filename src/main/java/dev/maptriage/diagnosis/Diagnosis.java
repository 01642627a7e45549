package dev.maptriage.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What we think of one crash, with the lines that make us think so. All line numbers refer to the text as uploaded.
///
/// @param category          one of four
/// @param kind              the kind inside the category
/// @param source            what was read
/// @param message           the runtime's own message without its prefix; empty when the text has none
/// @param operation         what the failing goroutine did
/// @param counterpart       the other party; [Counterpart#NONE] when there is none
/// @param contention        lock, holder and waiters; null unless goroutines wait
/// @param culprit           first frame of user code of the failing party; null when nothing fits
/// @param appFrame          first frame outside dependencies; null when that cannot be told
/// @param suspects          possible other parties, best first
/// @param recoverable       whether `recover()` could have caught it
/// @param confidence        0 to 1, calibrated: of the answers at 0.9 about nine in ten are right
/// @param insufficient      whether the *category* is not decided by the text
/// @param missing           what the text lacks and how to get it
/// @param mapImplementation which of Go's maps
/// @param goVersion         which Go versions print this
/// @param evidence          the lines that count, strongest first
/// @param advice            what to do, first things first
/// @param fingerprint       `v1:` and a hash; equal for equal bugs
/// @param firstLine         first line of this crash
/// @param lastLine          last line, inside
/// @param goroutines        how many goroutines the dump holds
/// @param groups            goroutines with equal stacks, failing one first, bounded
/// @param groupCount        how many groups there are in all
/// @param parties           the sides of the story with short stacks
/// @param relatedFingerprints fingerprints of issues that the same bug shows as, with [Phrase] reasons
public record Diagnosis(Category category, Kind kind, Source source, String message, Operation operation,
        Counterpart counterpart, @Nullable Contention contention, @Nullable CodePoint culprit,
        @Nullable CodePoint appFrame, List<Suspect> suspects, boolean recoverable, double confidence,
        boolean insufficient, List<Phrase> missing, MapImplementation mapImplementation, GoVersionRange goVersion,
        List<Evidence> evidence, List<Advice> advice, String fingerprint, int firstLine, int lastLine, int goroutines,
        List<StackGroup> groups, int groupCount, List<Party> parties, List<RelatedFingerprint> relatedFingerprints) {

    /// A fingerprint of another issue and why it belongs to this one.
    public record RelatedFingerprint(String fingerprint, Phrase because) {}

    public Diagnosis {
        suspects = List.copyOf(suspects);
        missing = List.copyOf(missing);
        evidence = List.copyOf(evidence);
        advice = List.copyOf(advice);
        groups = List.copyOf(groups);
        parties = List.copyOf(parties);
        relatedFingerprints = List.copyOf(relatedFingerprints);
    }
}
