package dev.maptriage.intake;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/// Chooses among the types an endpoint can give.
final class Accepts {
    private Accepts() {}

    private record Match(MediaType type, double quality, int specificity) {}

    /// The type that `Accept` likes best; among equals a type it names goes before one it only allows, and then the first
    /// of the list wins. Empty when it wants none of them.
    static Optional<MediaType> choose(@Nullable String accept, List<MediaType> possible) {
        List<MediaType> ranges = ranges(accept);
        return possible.stream().map(type -> best(type, ranges)).filter(match -> match.quality > 0)
                .max(Comparator.comparingDouble(Match::quality).thenComparingInt(Match::specificity)
                        .thenComparingInt(match -> -possible.indexOf(match.type)))
                .map(Match::type);
    }

    private static List<MediaType> ranges(@Nullable String accept) {
        try {
            return accept == null || accept.isBlank() ? List.of(MediaType.ALL) : MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            return List.of(MediaType.ALL);
        }
    }

    /// The most specific range that covers the type says how much it is wanted.
    private static Match best(MediaType type, List<MediaType> ranges) {
        return ranges.stream().filter(range -> range.includes(type))
                .map(range -> new Match(type, range.getQualityValue(), specificity(range)))
                .max(Comparator.comparingInt(Match::specificity).thenComparingDouble(Match::quality))
                .orElse(new Match(type, 0, 0));
    }

    private static int specificity(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }
}
