package dev.maptriage.incident;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Order of release names, as far as they have one.
///
/// | form | example | order |
/// |---|---|---|
/// | version | `v1.8.2-rc.1+build5`, `cart@1.2`, `go1.24` | numbers, then pre-release before release, as in SemVer |
/// | described commit | `v1.8.2-14-g1a2b3c4` | after `v1.8.2`, before `v1.8.3` |
/// | date | `2026-11-23`, `2026-11-23.2`, `20261123-1015`, `2026.11.23` | by day, then by what follows |
/// | build number | `1234`, `build-1234`, `#1234` | by number |
/// | commit hash | `1a2b3c4d` | none |
///
/// Names of two components (`cart@1.2`, `shop@1.3`) and of two schemes (`1234`, `1.2.3`) have no order.
final class Releases {
    private static final Pattern NAMED = Pattern.compile("(?:(.*[A-Za-z_)][@/_ -]|.*@)|([A-Za-z]+))?[vV#]?(\\d.*)");
    private static final Pattern NUMBERS = Pattern.compile("(\\d+(?:\\.\\d+)*)(?:-([0-9A-Za-z.-]+))?");
    private static final Pattern AFTER_TAG = Pattern.compile("(.*?)-(\\d+)-g[0-9a-f]{4,40}(?:-dirty)?");
    private static final Pattern DATE = Pattern
            .compile(
                    "((?:19|20)\\d\\d)([-_/]?)(0[1-9]|1[0-2]|[1-9])\\2(0[1-9]|[12]\\d|3[01]|[1-9])(?:[-_.T ]?((?<!\\d).*|\\d{4,6}))?");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{7,40}");
    /// A single number of so many digits counts builds; a shorter one may be the first part of a version.
    private static final int BUILD_DIGITS = 4;

    private Releases() {}

    /// What a name says.
    ///
    /// @param component name before the version, in lower case; empty for none
    /// @param numbers   parts of the version or date
    /// @param pre       pre-release part; null for none
    /// @param commits   commits since the version
    /// @param bare      whether it is one large number and nothing else
    private record Release(String component, List<BigInteger> numbers, @Nullable String pre, BigInteger commits,
            boolean bare) {}

    /// Whether `a` is certainly older than `b`; false where either is absent or has no order, e.g. a commit hash.
    static boolean isOlder(@Nullable String a, @Nullable String b) {
        OptionalInt order = compare(a, b);
        return order.isPresent() && order.getAsInt() < 0;
    }

    /// The order of two names, if they have one.
    static OptionalInt compare(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return OptionalInt.empty();
        }
        if (a.strip().equals(b.strip())) {
            return OptionalInt.of(0);
        }
        Release left = parse(a);
        Release right = parse(b);
        if (left == null || right == null || isMixed(left, right) || isMixed(right, left)
                || (!left.component.equals(right.component)
                        && !left.component.isEmpty() && !right.component.isEmpty())) {
            return OptionalInt.empty();
        }
        int order = compareNumbers(left.numbers, right.numbers);
        order = order != 0 ? order : comparePreReleases(left.pre, right.pre);
        return OptionalInt.of(order != 0 ? order : left.commits.compareTo(right.commits));
    }

    /// A build number against a version.
    private static boolean isMixed(Release a, Release b) {
        return a.bare && b.numbers.size() > 1;
    }

    private static @Nullable Release parse(String name) {
        String plain = name.strip();
        if (HASH.matcher(plain).matches() && !plain.matches("\\d+")) {
            return null;
        }
        Matcher named = NAMED.matcher(plain);
        if (!named.matches()) {
            return null;
        }
        String component = component(named.group(1), named.group(2));
        String version = withoutBuild(named.group(3));
        Release date = date(component, version);
        return date != null ? date : version(component, version);
    }

    private static String component(@Nullable String separated, @Nullable String glued) {
        String component = separated != null ? separated : glued != null ? glued : "";
        String word = component.toLowerCase(Locale.ROOT).replaceAll("[@/_ -]+$", "");
        return List.of("v", "version", "release", "rel", "build", "r", "b", "tag").contains(word) ? "" : word;
    }

    private static String withoutBuild(String version) {
        int plus = version.indexOf('+');
        return plus < 0 ? version : version.substring(0, plus);
    }

    private static @Nullable Release date(String component, String version) {
        Matcher date = DATE.matcher(version);
        if (!date.matches() || (date.group(2).isEmpty() && date.group(3).length() + date.group(4).length() < 4)) {
            return null;
        }
        List<BigInteger> numbers = new ArrayList<>(List.of(new BigInteger(date.group(1)),
                new BigInteger(date.group(3)), new BigInteger(date.group(4))));
        String rest = date.group(5) == null ? "" : date.group(5);
        Matcher digits = Pattern.compile("\\d+").matcher(rest.replaceAll("-g?[0-9a-f]{7,40}$", ""));
        while (digits.find()) {
            numbers.add(new BigInteger(digits.group()));
        }
        boolean pre = rest.matches("(?i)(?:rc|alpha|beta|pre).*");
        return new Release(component, pre ? numbers.subList(0, 3) : numbers, pre ? rest : null, BigInteger.ZERO, false);
    }

    private static @Nullable Release version(String component, String version) {
        Matcher described = AFTER_TAG.matcher(version);
        boolean after = described.matches();
        Matcher parts = NUMBERS.matcher(after ? described.group(1) : version);
        if (!parts.matches()) {
            return null;
        }
        List<BigInteger> numbers = new ArrayList<>();
        for (String number : parts.group(1).split("\\.", -1)) {
            numbers.add(new BigInteger(number));
        }
        boolean bare = numbers.size() == 1 && parts.group(1).length() >= BUILD_DIGITS;
        return new Release(component, numbers, parts.group(2),
                after ? new BigInteger(described.group(2)) : BigInteger.ZERO, bare);
    }

    private static int compareNumbers(List<BigInteger> a, List<BigInteger> b) {
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            int order = (i < a.size() ? a.get(i) : BigInteger.ZERO)
                    .compareTo(i < b.size() ? b.get(i) : BigInteger.ZERO);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// A release without a pre-release part is newer than one with. Numbers compare as numbers and come before words;
    /// `rc10` comes after `rc9`.
    private static int comparePreReleases(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b == null ? 0 : 1 : -1;
        }
        String[] left = a.split("\\.|(?<=[A-Za-z])(?=\\d)", -1);
        String[] right = b.split("\\.|(?<=[A-Za-z])(?=\\d)", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean leftNumber = left[i].matches("\\d+");
            boolean rightNumber = right[i].matches("\\d+");
            int order = leftNumber && rightNumber
                    ? new BigInteger(left[i]).compareTo(new BigInteger(right[i]))
                    : leftNumber != rightNumber ? (leftNumber ? -1 : 1) : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
