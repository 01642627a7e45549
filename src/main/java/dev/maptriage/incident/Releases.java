package dev.maptriage.incident;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Order of release names, as far as they have one.
final class Releases {
    /// `v1.8.2-rc.1+build5`, `2026.11`, `cart@1.2`, `go1.24`: optional name, numbers, optional pre-release.
    private static final Pattern VERSION = Pattern
            .compile("(?:[A-Za-z][\\w./-]*[@/-])?v?(\\d+(?:\\.\\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\\+.*)?");

    private Releases() {}

    /// Whether `a` is certainly older than `b`; false where either is absent or has no order, e.g. a commit hash.
    static boolean isOlder(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return false;
        }
        Matcher left = VERSION.matcher(a);
        Matcher right = VERSION.matcher(b);
        if (!left.matches() || !right.matches() || isHash(a) || isHash(b)) {
            return false;
        }
        int byNumber = compareNumbers(numbers(left.group(1)), numbers(right.group(1)));
        return byNumber != 0 ? byNumber < 0 : comparePreReleases(left.group(2), right.group(2)) < 0;
    }

    /// An abbreviated commit may consist of digits only.
    private static boolean isHash(String release) {
        return release.matches("[0-9a-f]{7,40}");
    }

    private static List<BigInteger> numbers(String dotted) {
        List<BigInteger> numbers = new ArrayList<>();
        for (String number : dotted.split("\\.", -1)) {
            numbers.add(new BigInteger(number));
        }
        return numbers;
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

    /// A release without a pre-release part is newer than one with; parts compare as numbers where both are.
    private static int comparePreReleases(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b == null ? 0 : 1 : -1;
        }
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numeric = left[i].matches("\\d+") && right[i].matches("\\d+");
            int order = numeric
                    ? new BigInteger(left[i]).compareTo(new BigInteger(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
